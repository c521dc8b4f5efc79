"""The process that opens one document: `python -m api.inspection.child JPEG`, content in, one line and the result out.

The line is `CLEAN`, or the problem. A child that is killed for using too much says nothing.
"""

import sys
from typing import Final

from api.inspection import pdfs, pictures
from api.inspection.confinement import confine
from api.inspection.problems import Problem, Unreadable

CLEAN: Final = "CLEAN"


def main() -> None:
    """Give up everything but the two pipes, read, clean, answer."""
    form = sys.argv[1]
    pictures.prepare()
    confine()
    content = sys.stdin.buffer.read()
    try:
        cleaned = pdfs.cleaned_pdf(content) if form == "PDF" else pictures.cleaned_picture(content, form)
        said, result = CLEAN, cleaned
    except Unreadable as unreadable:
        said, result = unreadable.problem.value, b""
    except MemoryError:
        said, result = Problem.TOO_INTRICATE.value, b""
    sys.stdout.buffer.write(said.encode() + b"\n" + result)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
