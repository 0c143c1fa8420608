"""Write requirements.lock, -dev.lock and -openvino.lock from what pyproject.toml asks for."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

LINUX_ONLY = {"xgboost-cpu": "xgboost"}
"""Packages without a build for macOS, and the one that takes their place there: same versions."""
REPORTERS = {"openvino-telemetry"}
"""Packages that report use over the network; what asks for them does without."""


def resolve(requirements: list[str]) -> list[str]:
    """Pinned names and versions, sorted, without local tags or hashes."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    report = subprocess.run(
        [*command, "--report", "-", *requirements], check=True, capture_output=True, text=True
    )
    found = [item["metadata"] for item in json.loads(report.stdout)["install"]]
    pins = [(item["name"].lower(), item["version"].split("+")[0]) for item in found]
    return sorted(line for name, version in pins for line in pinned(name, version))


def pinned(name: str, version: str) -> list[str]:
    """The lines of one package: two where macOS needs another."""
    if name not in LINUX_ONLY:
        return [f"{name}=={version}"]
    return [
        f"{name}=={version} ; sys_platform != 'darwin'",
        f"{LINUX_ONLY[name]}=={version} ; sys_platform == 'darwin'",
    ]


def main() -> None:
    """Resolve the runtime alone, then the development tools and the extra on top of it."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    runtime = resolve(project["project"]["dependencies"])
    both = resolve([*runtime, *project["dependency-groups"]["dev"]])
    Path("requirements.lock").write_text("\n".join(runtime) + "\n", encoding="utf-8")
    write_added("requirements-dev.lock", both, runtime)
    extra = resolve([*runtime, *project["project"]["optional-dependencies"]["openvino"]])
    write_added("requirements-openvino.lock", extra, runtime)


def write_added(file: str, both: list[str], runtime: list[str]) -> None:
    """Write what `both` has beyond the runtime, without packages that report on their users."""
    added = [line for line in both if line not in runtime]
    wanted = [line for line in added if line.partition("==")[0] not in REPORTERS]
    Path(file).write_text("\n".join(wanted) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
