"""Packs each function's program as a zip archive for Lambda, with the program as `bootstrap`.

    pack.py <folder of programs> <folder of archives> <function>...

An archive has the modification time of its program, so that an unchanged program is not packed again. `sam deploy`
accepts an archive where template.yaml names a folder. Otherwise it would compress each folder at each deployment, which
takes longer.
"""

import os
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def pack(program: Path, archive: Path) -> None:
    built = program.stat().st_mtime_ns
    if archive.is_file() and archive.stat().st_mtime_ns == built:
        return
    new = archive.with_suffix(".new")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        # ZipInfo has a fixed date, so that the same program yields the same archive.
        entry = zipfile.ZipInfo("bootstrap")
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o755 << 16
        zipped.writestr(entry, program.read_bytes())
    os.utime(new, ns=(built, built))
    new.replace(archive)


def main() -> None:
    programs, archives, *functions = sys.argv[1:]
    Path(archives).mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda function: pack(Path(programs, function), Path(archives, function)), functions))


if __name__ == "__main__":
    main()
