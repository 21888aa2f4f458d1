"""Creates the deployment packages of Usher's functions and of the peers, as `sam deploy` would: `package.py <folder>`.

`cargo xtask bench` runs it with the Python of the peers' environment, after it has built the functions and, for the Node
peers, run `npm run build`.

The Python packages do not include boto3 and awslambdaric, the Node packages not the Runtime API client: Lambda's own
runtimes have them. Node bundles include the pinned SDK.
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
    for parent in ["endpoints", "tasks"]:
        for crate in sorted((ROOT / "crates" / parent).iterdir()):
            bootstrap = ROOT / "target" / "lambda" / crate.name / "bootstrap"
            pack(target / f"usher-{crate.name}.zip", {"bootstrap": bootstrap})
    with tempfile.TemporaryDirectory() as packages:
        install(Path(packages))
        for function in FUNCTIONS:
            files = python_files(function)
            if function == VERIFIES_TOKENS:
                files |= files_in(Path(packages))
            pack(target / f"python-{function}.zip", files)
    for function in FUNCTIONS:
        bundle = PEERS / "node" / "dist" / f"{function}.cjs"
        pack(target / f"node-{function}.zip", {bundle.name: bundle})


def install(target):
    """Installs the packages that verify tokens, in the versions of the current environment."""
    pins = [f"{name}=={version(name)}" for name in TOKEN_PACKAGES]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--target", target]
    subprocess.run([*pip, *pins], check=True)


def python_files(function):
    """The handler, and the shared modules that it imports."""
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


def files_in(folder):
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}


def pack(archive, files):
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, path in files.items():
            zipped.write(path, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
