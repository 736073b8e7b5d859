"""How often the stand-in for Gong lets itself be asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

DAY_S = 86_400.0


class Limits:
    """So many requests in any second and so many a day, told by `clock` (in seconds)."""

    def __init__(self, clock: Callable[[], float], *, per_second: int | None, per_day: int) -> None:
        self.clock = clock
        self.per_second = per_second
        self.per_day = per_day
        self.used = 0
        self._day = 0.0
        self._recent: deque[float] = deque()

    def wait_s(self) -> int | None:
        """Count a request and let it pass (None), or say after how many seconds the next one may come."""
        now = self.clock()
        if now // DAY_S != self._day:
            self._day, self.used = now // DAY_S, 0
        while self._recent and now - self._recent[0] >= 1:
            self._recent.popleft()
        if self.used >= self.per_day:
            return int(DAY_S - now % DAY_S) + 1
        if self.per_second is not None and len(self._recent) >= self.per_second:
            return 1
        self.used += 1
        self._recent.append(now)
        return None
