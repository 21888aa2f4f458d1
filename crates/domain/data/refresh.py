"""Regenerates common-passwords.txt from the lists of two packages (README.md). Needs Python 3.11 and pip:

    python3 refresh.py
"""

import ast
import gzip
import pathlib
import subprocess
import sys
import tempfile
import unicodedata
import zipfile

# To refresh the list, raise these, here and in README.md.
PACKAGES = ["Django==5.2.19", "zxcvbn==4.5.0"]
MIN_CHARACTERS = 8

HERE = pathlib.Path(__file__).parent


def download(folder):
    for package in PACKAGES:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, package]
        subprocess.run(pip, check=True)


def member(archive, ending):
    with zipfile.ZipFile(archive) as wheel:
        return wheel.read(next(name for name in wheel.namelist() if name.endswith(ending)))


def of_django(folder):
    wheel = next(folder.glob("[dD]jango-*.whl"))
    return gzip.decompress(member(wheel, "contrib/auth/common-passwords.txt.gz")).decode().splitlines()


def of_zxcvbn(folder):
    wheel = next(folder.glob("zxcvbn-*.whl"))
    for node in ast.parse(member(wheel, "zxcvbn/frequency_lists.py")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "FREQUENCY_LISTS":
            keys = [key.value for key in node.value.keys]
            # "…".split(",")
            return node.value.values[keys.index("passwords")].func.value.value.split(",")
    raise SystemExit("zxcvbn no longer has a list of passwords")


def folded(password):
    return unicodedata.normalize("NFC", password.strip()).upper().lower()


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        download(folder)
        passwords = {folded(password) for password in [*of_django(folder), *of_zxcvbn(folder)]}
    lines = sorted(password.encode() for password in passwords if len(password) >= MIN_CHARACTERS)
    (HERE / "common-passwords.txt").write_bytes(b"".join(line + b"\n" for line in lines))
    print(f"{len(lines)} passwords of at least {MIN_CHARACTERS} characters")


if __name__ == "__main__":
    main()
