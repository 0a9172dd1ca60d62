"""Set pages as pictures, in a process of its own: `python set_pages.py SHEET`, its work and its answer as JSON.

Standard input: `data` for the sheet, `seconds` of processor time and `bytes` of memory that it may take. Standard
output: `pages`, each an SVG, compressed, in base 64; `rows`, where each row stands. It imports nothing of the program,
so it starts at once.
"""

import base64
import gzip
import json
import resource
import sys
from pathlib import Path

import typst

MARK = "<row>"


def main() -> None:
    """Do what standard input asks for."""
    work = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (work["seconds"], work["seconds"]))
    resource.setrlimit(resource.RLIMIT_AS, (work["bytes"], work["bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sheet = Path(sys.argv[1])
    compiler = typst.Compiler(
        sheet, root=sheet.parent, ignore_system_fonts=True, sys_inputs={"d": json.dumps(work["data"])}
    )
    found = compiler.compile(format="svg")
    pages = found if isinstance(found, list) else [found]
    rows = json.loads(compiler.query(MARK, field="value"))
    json.dump({"pages": [_packed(page) for page in pages], "rows": rows}, sys.stdout)


def _packed(page: bytes | None) -> str:
    return base64.b64encode(gzip.compress(page or b"", 3, mtime=0)).decode()


if __name__ == "__main__":
    main()
