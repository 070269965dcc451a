"""What a request asks for: the parameters of its link, and how the answer may be encoded."""

import re
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection
from starlette.types import Scope

LONGEST_PARAMETER = 1024  # characters of a name and its value; a longer one says nothing
MOST_PARAMETERS = 4000  # that are looked at


def query_of(scope: Scope) -> dict[str, list[str]]:
    """The parameters of a link: name -> texts."""
    # not request.url, which fails for bytes that are not UTF-8, and for some hosts
    parts = scope["query_string"].decode("latin-1").split("&", MOST_PARAMETERS)[:MOST_PARAMETERS]
    return parse_qs("&".join(part for part in parts if len(part) <= LONGEST_PARAMETER), keep_blank_values=True)


def takes_gzip(request: HTTPConnection) -> bool:
    """May the answer be gzipped?"""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() == "gzip":
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", quality)
    return False
