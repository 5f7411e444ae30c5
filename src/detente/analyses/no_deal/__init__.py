"""What no deal is worth to each party: stated, from a crisis or from the states that can last.

Public threats count. Every analysis that compares a deal with no deal asks here.
"""
