"""Write requirements.lock and requirements-dev.lock from what pyproject.toml asks for."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path


def resolve(requirements: list[str]) -> list[str]:
    """Pinned names and versions, sorted, without local tags or hashes."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    report = subprocess.run(
        [*command, "--report", "-", *requirements], check=True, capture_output=True, text=True
    )
    found = [item["metadata"] for item in json.loads(report.stdout)["install"]]
    return sorted(f"{item['name'].lower()}=={item['version'].split('+')[0]}" for item in found)


def main() -> None:
    """Resolve the runtime alone, then the development tools on top of it."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    runtime = resolve(project["project"]["dependencies"])
    both = resolve([*runtime, *project["dependency-groups"]["dev"]])
    Path("requirements.lock").write_text("\n".join(runtime) + "\n", encoding="utf-8")
    extra = [line for line in both if line not in runtime]
    Path("requirements-dev.lock").write_text("\n".join(extra) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
