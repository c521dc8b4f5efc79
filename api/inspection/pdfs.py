"""A PDF that is only pages: what names its author, what acts by itself and what is hidden in it stay behind.

Runs in the confined child alone. What is kept is on lists; what a viewer would do without being asked is on none of
them. Every stream is unpacked once, so what unpacks to more than memory holds never reaches a reader.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from api.inspection.pdf_streams import cleaned_stream
from api.inspection.problems import Problem, Unreadable

MOST_PAGES: Final = 2000

CATALOG: Final = frozenset(
    {
        *(
            "/Type",
            "/Version",
            "/Pages",
            "/PageLabels",
            "/Names",
            "/Dests",
            "/ViewerPreferences",
            "/PageLayout",
        ),
        *("/Outlines", "/AcroForm", "/MarkInfo", "/StructTreeRoot", "/Lang", "/OCProperties"),
    }
)
PAGE: Final = frozenset(
    {
        *(
            "/Type",
            "/Parent",
            "/Resources",
            "/MediaBox",
            "/CropBox",
            "/BleedBox",
            "/TrimBox",
            "/ArtBox",
            "/Rotate",
        ),
        *("/Contents", "/Group", "/Annots", "/StructParents", "/Tabs", "/UserUnit"),
    }
)
FORM: Final = frozenset({"/Fields", "/NeedAppearances", "/DR", "/DA", "/Q"})
ANNOTATIONS: Final = frozenset(
    {
        *(
            "/Text",
            "/Link",
            "/FreeText",
            "/Line",
            "/Square",
            "/Circle",
            "/Polygon",
            "/PolyLine",
            "/Highlight",
        ),
        *(
            "/Underline",
            "/Squiggly",
            "/StrikeOut",
            "/Stamp",
            "/Caret",
            "/Ink",
            "/Popup",
            "/Widget",
            "/Watermark",
        ),
    }
)
_ACTIONS: Final = frozenset(
    {
        *("/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/URI", "/Sound", "/Movie", "/Hide", "/Named"),
        *("/SubmitForm", "/ResetForm", "/ImportData", "/JavaScript", "/SetOCGState", "/Rendition", "/Trans"),
        *("/GoTo3DView", "/RichMediaExecute"),
    }
)
_ASIDE: Final = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/AF",
    "/EF",
    "/RF",
    "/OPI",
    "/JS",
    "/XFA",
    "/Thumb",
)
_OF_ITS_AUTHOR: Final = frozenset({"/T", "/M", "/CreationDate", "/NM"})
_BY_ITSELF: Final = frozenset({"/AA", "/PA"})


def cleaned_pdf(content: bytes) -> bytes:
    """The same pages. Raises Unreadable."""
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Unreadable(Problem.ENCRYPTED)
            _strip(pdf)
            written = BytesIO()
            pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return written.getvalue()
    except pikepdf.PasswordError:
        raise Unreadable(Problem.ENCRYPTED) from None
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError):
        raise Unreadable(Problem.DAMAGED) from None


def _strip(pdf: Pdf) -> None:
    catalog = pdf.Root
    form = catalog.get("/AcroForm")
    if "/Collection" in catalog or (isinstance(form, Dictionary) and "/XFA" in form):
        raise Unreadable(Problem.NOT_PLAIN)
    if not 0 < len(pdf.pages) <= MOST_PAGES:
        raise Unreadable(Problem.DAMAGED if not len(pdf.pages) else Problem.TOO_INTRICATE)
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    _keep(catalog, CATALOG)
    _keep(catalog.get("/Names"), frozenset({"/Dests"}))
    _keep(form, FORM)
    for page in pdf.pages:
        _keep(page.obj, PAGE)
        _keep_annotations(page.obj)
    for each in pdf.objects:
        for part in _parts(each):
            _quiet(part)
            if isinstance(part, Stream):
                cleaned_stream(part)


def _keep(found: Object | None, keys: frozenset[str]) -> None:
    if isinstance(found, Dictionary):
        for key in frozenset(found.keys()) - keys:
            del found[key]


def _keep_annotations(page: Object) -> None:
    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        _keep(page, PAGE - {"/Annots"})
        return
    kept = [each for each in annotations.as_list() if _is_quiet_annotation(each)]
    for each in kept:
        named = each.Subtype == Name.Widget  # by /T, which elsewhere is who wrote it
        _keep(each, frozenset(each.keys()) - _BY_ITSELF - (frozenset() if named else _OF_ITS_AUTHOR))
    page.Annots = Array(kept)


def _is_quiet_annotation(found: object) -> bool:
    return isinstance(found, Dictionary) and str(found.get("/Subtype")) in ANNOTATIONS


def _parts(found: Object) -> Iterator[Object]:
    """The dictionaries and streams in an object; what it refers to is an object of its own."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Dictionary | Stream):
            yield each
            below = [each[key] for key in each.keys()]  # noqa: SIM118  (an Object is no mapping)
        elif isinstance(each, Array):
            below = list(each.as_list())
        else:
            continue
        waiting += [value for value in below if isinstance(value, Object) and not value.is_indirect]


def _quiet(found: Object) -> None:
    """Empty an action or a signature, and drop what stands aside from what is shown."""
    acts = str(found.get("/S")) in _ACTIONS or "/JS" in found
    signs = found.get("/Type") == Name.Sig or "/ByteRange" in found
    if acts or signs:
        _keep(found, frozenset())
    for key in _ASIDE:
        if key in found:
            del found[key]
