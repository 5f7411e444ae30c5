"""Any analysis of the catalogue over draws of the scenario's judgements.

How often a conclusion holds, what carries it, what would turn it, where it holds, what it would be
worth to know. The analysis is handed in as its catalogue entry; this package knows none by name.

>>> from detente.analyses.catalogue import find_analysis
>>> from detente.scenario import loads
>>> scenario = loads('''
... title: Two parties, one option each
... parties: {a: {}, b: {}}
... options: {a: [yield], b: [yield]}
... priorities:
...   a: [{maybe: b.yield, held: 80%}, not a.yield]
...   b: [a.yield, not b.yield]
... ''')
>>> result = run_ensemble(find_analysis("stability"), scenario, draws=64, seed=1)
>>> result.probability("equilibrium.nash.NN").value
1.0
"""

from detente.ensembles.answers import answers
from detente.ensembles.result import EnsembleResult
from detente.ensembles.run import WORKER_ENVIRONMENT, run_ensemble
from detente.ensembles.store import load_ensemble, save_ensemble
from detente.ensembles.study import Study, study

__all__ = [
    "WORKER_ENVIRONMENT",
    "EnsembleResult",
    "Study",
    "answers",
    "load_ensemble",
    "run_ensemble",
    "save_ensemble",
    "study",
]
