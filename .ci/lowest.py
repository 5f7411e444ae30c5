"""The oldest versions that pyproject.toml allows, as pip takes them; extras by name."""

import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
wanted = [*project["dependencies"], *(one for name in sys.argv[1:] for one in extras[name])]
print(*(one.replace(">=", "==") for one in wanted if ">=" in one))
