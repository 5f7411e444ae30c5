"""Teach with a case: a sheet for each party, one for the instructor, and a debrief of the groups.

>>> from detente.scenario import load
>>> case = load("house_sale")
>>> role_sheet(case, "seller").title
'A house sale: Seller'
>>> groups = [Group("A", {"price": "430", "handover": "June", "kitchen": "goes"}), Group("B")]
>>> [outcome.efficient for outcome in compare_groups(case, groups).outcomes]
[False, False]
"""

from detente.roles.debrief import Debrief, Outcome, compare_groups, debrief_charts, debrief_sheet
from detente.roles.groups import Group, groups_template, read_groups
from detente.roles.instructor import instructor_sheet
from detente.roles.role import role_sheet
from detente.sheets.confidence import role_scenario

__all__ = [
    "Debrief",
    "Group",
    "Outcome",
    "compare_groups",
    "debrief_charts",
    "debrief_sheet",
    "groups_template",
    "instructor_sheet",
    "read_groups",
    "role_scenario",
    "role_sheet",
]
