"""Who wants the weekly mails, and whose address takes none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.database import Session
from db.queries import Statement, query


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Whether somebody wants the mails. `token` is what their link to stop them is known by.

    `bounce` is what was said when their address was refused for good; None: it takes mail, as far as we know.
    """

    address: str
    token: str
    wanted: bool
    bounce: str | None


async def wishes(db: Session, addresses: Collection[str]) -> dict[str, Wish]:
    """By address, who wants the mails; whoever never said anything does."""
    params = {"addresses": sorted(set(addresses))}
    await db.execute(query("insert_wishes"), params)
    return {wish.address: wish for wish in await db.fetch(query("wishes"), params, Wish)}


async def wish_of(db: Session, token: str) -> Wish | None:
    """What whoever has this token said; None: nobody has it.

    Raises:
        UnstorableValue: this is no token.
    """
    return await db.fetch_one(query("wish_of_token"), {"token": token}, Wish)


async def set_wish(db: Session, address: str, *, wanted: bool) -> None:
    """Say whether they want the mails. What waits for whoever does not is dropped; who does gets another try."""
    said = [
        Statement("insert_wishes", {"addresses": [address]}),
        Statement("set_wish", {"address": address, "wanted": wanted}),
    ]
    await db.batch(said if wanted else [*said, Statement("drop_mails_for", {"address": address})])


async def mark_bounced(db: Session, address: str, *, reason: str, now: datetime) -> None:
    """Note that an address takes no mail; what waits for it is dropped."""
    await db.batch(
        [
            Statement("mark_bounced", {"address": address, "reason": reason, "now": now}),
            Statement("drop_mails_to", {"address": address}),
        ]
    )


async def bounced(db: Session) -> Sequence[Wish]:
    """Everybody of ours whose address takes no mail, by address."""
    return await db.fetch(query("bounced"), {}, Wish)
