"""Renders statemachines/source/*.yaml as statemachines/*.asl.json: `state_machines.py check|write <folder>`.

For `cargo xtask lint --only workflows` and `cargo xtask workflows`; docs/decisions/0042-workflow-sources.md has the
reasons.
"""

import json
import pathlib
import sys

import yaml

# A list in one of these lists is spliced into it, since YAML can't concatenate aliases.
SPLICED = {"Retry", "Catch", "ErrorEquals"}


def render(value, key=None):
    if isinstance(value, dict):
        return {name: render(item, name) for name, item in value.items() if not name.startswith(".")}
    if not isinstance(value, list):
        return value
    items = [render(item) for item in value]
    if key not in SPLICED:
        return items
    return [part for item in items for part in (item if isinstance(item, list) else [item])]


class Loader(yaml.SafeLoader):
    """Refuses equal keys, of which YAML would keep the last."""


def mapping(loader, node):
    names = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    equal = {name for name in names if names.count(name) > 1}
    if equal:
        raise yaml.constructor.ConstructorError(None, None, f"equal keys: {', '.join(sorted(equal))}", node.start_mark)
    return yaml.SafeLoader.construct_yaml_map(loader, node)


Loader.add_constructor("tag:yaml.org,2002:map", mapping)


def main(mode, folder):
    folder = pathlib.Path(folder)
    shared = folder / "source" / "shared.yaml"
    sources = sorted(set(folder.glob("source/*.yaml")) - {shared})
    for orphan in {path.name for path in folder.glob("*.asl.json")} - {f"{source.stem}.asl.json" for source in sources}:
        sys.exit(f"{folder / orphan} has no source: delete it, or add {orphan.removesuffix('.asl.json')}.yaml")
    for source in sources:
        try:
            definition = yaml.load(shared.read_text(encoding="utf-8") + source.read_text(encoding="utf-8"), Loader)
        except yaml.YAMLError as error:
            sys.exit(f"{source}, with lines counted from the start of {shared}: {' '.join(str(error).split())}")
        text = json.dumps(render(definition), indent=2, ensure_ascii=False) + "\n"
        target = folder / f"{source.stem}.asl.json"
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        if mode == "check":
            sys.exit(f"{target} differs from {source}: edit only the source, and run `cargo xtask workflows`")
        target.write_text(text, encoding="utf-8")
        print(f"wrote {target}")


if __name__ == "__main__":
    main(*sys.argv[1:])
