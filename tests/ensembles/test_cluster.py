"""Draws on a cluster of separate processes, one of which is killed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detente.analyses.catalogue import find_analysis
from detente.ensembles import run_ensemble
from detente.scenario import load
from toy_analysis import TOY, two_powers


@pytest.fixture(scope="module")
def client():  # type: ignore[no-untyped-def]
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as found,
    ):
        yield found


@pytest.mark.slow
def test_a_cluster_changes_nothing(client) -> None:  # type: ignore[no-untyped-def]
    scenario, analysis = load("house_sale"), find_analysis("deals")
    alone = run_ensemble(analysis, scenario, draws=2500, seed=0)
    spread = run_ensemble(
        analysis, scenario, draws=2500, seed=0, executor=client.get_executor(pure=False)
    )
    for name, values in alone.values.items():
        np.testing.assert_allclose(spread.values[name], values, rtol=0, atol=1e-12)


@pytest.mark.slow
def test_a_lost_worker_of_a_cluster_loses_nothing(client, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    marker = str(tmp_path / "killed")
    alone = run_ensemble(TOY, two_powers(), draws=5500, seed=0)
    hurt = run_ensemble(
        TOY,
        two_powers(),
        draws=5500,
        seed=0,
        executor=client.get_executor(pure=False),
        settings={"kill_once": marker},
    )
    assert Path(marker).exists()
    np.testing.assert_array_equal(hurt.of("utility.a.lead"), alone.of("utility.a.lead"))
