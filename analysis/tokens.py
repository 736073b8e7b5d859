"""The only module that knows tiktoken: how many tokens a text will be, estimated without the network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import math
from functools import cache
from pathlib import Path

import tiktoken

RANKS = Path(__file__).parent / "data" / "cl100k_base.tiktoken.gz"
RANKS_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
PATTERN = (
    r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"""
    r"""|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
)
CLAUDE_PER_CL100K = 1.45
"""Claude 5's tokenizer makes 1.33 to 1.38 tokens of one cl100k token of a transcript; a little more, to be safe."""


def estimate(text: str) -> int:
    """About how many tokens Claude will make of a text; rather too many than too few."""
    return math.ceil(CLAUDE_PER_CL100K * len(_encoding().encode_ordinary(text)))


@cache
def _encoding() -> tiktoken.Encoding:
    raw = gzip.decompress(RANKS.read_bytes())
    if hashlib.sha256(raw).hexdigest() != RANKS_SHA256:
        raise RuntimeError(f"{RANKS.name} is damaged: restore it from the project's repository")
    ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in raw.splitlines() if line)}
    return tiktoken.Encoding("cl100k_base", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
