"""A link as a QR code for the class."""

import io
from urllib.parse import urlsplit

import segno

LONGEST = 1000  # characters of a link; the modules of a longer one are too small for a phone at the back
BORDER = 4  # modules of white around it, as readers need them on dark too


def svg(link: str) -> bytes:
    """The code, as large as the room it is given. Raises ValueError with a sentence."""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("A QR code is made of a link that begins with http:// or https://.")
    if len(link) > LONGEST or not link.isprintable() or " " in link:
        raise ValueError(f"A link in a QR code has at most {LONGEST} characters, and only visible ones.")
    out = io.BytesIO()
    try:
        segno.make(link, error="l", micro=False).save(
            out, kind="svg", border=BORDER, dark="#000000", light="#ffffff", xmldecl=False, omitsize=True
        )
    except segno.DataOverflowError:  # letters of other alphabets take more room
        raise ValueError("The link is too long for a QR code.") from None
    return out.getvalue()
