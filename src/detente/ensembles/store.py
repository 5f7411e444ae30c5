"""An ensemble in one file: numpy's npz with a header of JSON, no pickled objects."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.analyses.contract import Origin, Remark
from detente.ensembles.result import ASKED, EnsembleResult
from detente.errors import FileError, sentence

if TYPE_CHECKING:
    from detente.scenario import Scenario

FORMAT = 1


HEADER = {"digest", "title", "detente", "settings", "notes", "best", *ASKED}


def save_ensemble(
    result: EnsembleResult, path: str | os.PathLike[str], *, force: bool = False
) -> None:
    """Write an ensemble with its seed, the scenario's digest and the version of detente.

    Raises FileError when the file exists and `force` is not given, or cannot be written.
    """
    from detente.version import __version__
    from detente.writing import write_whole

    names = sorted(result.values)
    header = {
        "format": FORMAT,
        "detente": __version__,
        "analysis": result.method,
        "title": result.origin.title,
        "digest": result.origin.digest,
        "seed": result.seed,
        "draws": result.count,
        "settings": dict(result.chosen),
        "best": dict(result.best),
        "names": names,
        "notes": [[note.key, dict(note.values)] for note in result.notes],
    }
    arrays: dict[str, Any] = {}
    for k, name in enumerate(names):
        values = result.values[name]
        truth = np.isin(values, (0.0, 1.0)).all()
        arrays[f"c{k}"] = values.astype(np.uint8) if truth else values  # a truth takes one byte
    buffer = io.BytesIO()
    text = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    np.savez_compressed(buffer, header=text, **arrays)
    write_whole(Path(path), buffer.getvalue(), force=force)


def load_ensemble(path: str | os.PathLike[str], scenario: Scenario) -> EnsembleResult:
    """Read an ensemble of a scenario.

    Raises FileError when the file is no ensemble, or one of another scenario or version.
    """
    from detente.version import __version__

    header, values = _read(path)
    if header["digest"] != scenario.digest:
        raise FileError(
            str(path),
            "this ensemble is of another scenario",
            sentence("it was made from {title}", title=header["title"]),
        )
    if header["detente"] != __version__:
        rule = sentence("this ensemble was made by detente {version}", version=header["detente"])
        raise FileError(str(path), rule, "run it again with this version")
    chosen = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in header["settings"].items()
    }
    return EnsembleResult(
        origin=Origin.of(scenario),
        settings={name: header[name] for name in ASKED} | chosen,
        notes=tuple(Remark(key, filled) for key, filled in header["notes"]),
        scenario=scenario,
        best=header["best"],
        values=values,
    )


def _read(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        with np.load(path, allow_pickle=False) as file:
            header = json.loads(file["header"].tobytes())
            names = enumerate(header["names"])
            values = {name: file[f"c{place}"].astype(np.float64) for place, name in names}
            lengths = {found.shape for found in values.values()}
            if len(lengths) > 1 or not header.keys() >= HEADER:
                raise ValueError("a part is missing")
    except OSError as error:
        raise FileError(
            str(path), sentence("cannot be read: {reason}", reason=error.strerror or error)
        ) from None
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, TypeError):
        raise FileError(str(path), "this is not an ensemble of detente") from None
    return header, values
