"""Makes what is uploaded to Lambda, as `sam deploy` makes it: for each function of Usher's and for each peer.

`cargo xtask bench` runs it: python package.py <folder>, with the Python of the peers' environment, after
the functions were built and, for the Node peer, `npm run build`.

The Python functions come without boto3 and awslambdaric, the Node functions without the Runtime API client: Lambda's
own runtimes have them. Node bundles bring the SDK, in the version that was tried.
"""

import ast
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path

BENCH = Path(__file__).parent
ROOT = BENCH.parents[3]
PEERS = BENCH / "peers"
FUNCTIONS = ["session-login", "session-me", "directory-get"]
VERIFIES_TOKENS = "session-me"
TOKEN_PACKAGES = ["PyJWT", "cryptography", "cffi", "pycparser"]


def main(target):
    target.mkdir(parents=True, exist_ok=True)
    for room in ["endpoints", "tasks"]:
        for crate in sorted((ROOT / "crates" / room).iterdir()):
            bootstrap = ROOT / "target" / "lambda" / crate.name / "bootstrap"
            pack(target / f"usher-{crate.name}.zip", {"bootstrap": bootstrap})
    with tempfile.TemporaryDirectory() as packages:
        install(Path(packages))
        for function in FUNCTIONS:
            files = python_files(function)
            if function == VERIFIES_TOKENS:
                files |= below(Path(packages))
            pack(target / f"python-{function}.zip", files)
    for function in FUNCTIONS:
        bundle = PEERS / "node" / "dist" / f"{function}.cjs"
        pack(target / f"node-{function}.zip", {bundle.name: bundle})


def install(target):
    """Installs what verifies tokens, in the versions of the environment that runs this."""
    pins = [f"{name}=={version(name)}" for name in TOKEN_PACKAGES]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--target", target]
    subprocess.run([*pip, *pins], check=True)


def python_files(function):
    """The handler and those of the shared modules that it imports."""
    root = PEERS / "python"
    files, found = {}, [f"{function.replace('-', '_')}.py", "usher/__init__.py"]
    while found:
        name = found.pop()
        if name not in files:
            files[name] = root / name
            found += imported(root / name)
    return files


def imported(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "usher":
            yield from (f"usher/{alias.name}.py" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("usher."):
            yield f"{node.module.replace('.', '/')}.py"


def below(folder):
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}


def pack(archive, files):
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, path in files.items():
            zipped.write(path, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
