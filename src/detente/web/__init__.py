"""The workbench: a scenario file in a browser, on this machine alone.

It has no logic of its own. A request passes the guard (`guard`), finds its view (`app`), and the
view draws a template from what `desk` and `forms` say of the file; every change is an exact one.
"""
