"""What a file is a picture of: written into it, and read back."""

import io
import re
from collections.abc import Sequence
from html import unescape
from importlib.util import find_spec
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from slides.animation import IMAGE_DESCRIPTION
from slides.shot import Refused, Shot

KEY, MARK = "canyon", "canyon: "
META = re.compile(r'<meta name="canyon-link" content="([^"]*)">')
METADATA = re.compile(r"<metadata>canyon: ([^\n<]*)")
PROGRAM = re.compile(r"\A# (\w+(?:\?\S*)?)\n")
LARGEST = 20_000_000  # bytes of a text that is searched
IMAGES = ("png", "gif", "webp")


def mark(shot: Shot) -> str:
    """The link, and behind it all settings: what stands in a file."""
    return f"{MARK}{shot.link}\n{shot.settings}"


def png(picture: bytes, shot: Shot) -> bytes:
    """A PNG with its mark."""
    info = PngInfo()
    info.add_itxt(KEY, mark(shot))
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def pdf(pages: Sequence[bytes], title: str, marks: str, names: Sequence[str] = ()) -> bytes:
    """PDFs as one, with a title and a mark. names: of the pages, in its outline."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for page in pages:
        writer.append(PdfReader(io.BytesIO(page)))
    for number, name in enumerate(names):
        writer.add_outline_item(title=name, page_number=number)
    writer.add_metadata({"/Title": title, "/Subject": marks})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def link(path: Path) -> str:
    """The link of the picture in a file, the first where there are several. Raises as `links`."""
    return links(path)[0]


def links(path: Path) -> list[str]:
    """The links of the pictures in a file. Raises Refused where there is none, and OSError."""
    suffix = path.suffix[1:].lower()
    lines = _text(path, suffix).splitlines()
    found = [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]
    if not found:
        raise Refused(f"{path} has no link: canyon did not make it, or another program has taken it out")
    return found


def _text(path: Path, suffix: str) -> str:
    data = path.read_bytes()
    try:
        if suffix in IMAGES:
            with Image.open(io.BytesIO(data)) as image:
                image.load()
                if suffix == "webp":
                    return str(image.getexif().get(IMAGE_DESCRIPTION, ""))
                comment = image.info.get(KEY if suffix == "png" else "comment", "")
            return comment.decode() if isinstance(comment, bytes) else str(comment)
        if suffix == "pdf":
            _needs("pypdf", "slides")
            from pypdf import PdfReader

            meta = PdfReader(io.BytesIO(data)).metadata
            return str(meta.subject or "") if meta else ""
        if suffix == "mp4":
            _needs("av", "video")
            import av

            with av.open(str(path)) as container:
                return container.metadata.get("comment", "")
    except (OSError, ValueError, SyntaxError) as wrong:
        raise Refused(f"{path} cannot be read: {wrong}") from None
    text = data[:LARGEST].decode(errors="replace")
    patterns = {"svg": METADATA, "html": META, "py": PROGRAM}
    found = patterns[suffix].findall(text) if suffix in patterns else []
    return "\n".join(MARK + unescape(one) for one in (found if suffix == "html" else found[:1]))


def _needs(package: str, extra: str) -> None:
    if find_spec(package) is None:
        raise Refused(f"this needs the package {package}: pip install -e '.[{extra}]'")
