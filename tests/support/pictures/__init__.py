"""The pictures of README and handbooks, taken of the running product: `make pictures`.

They are the one thing made that is tracked: whoever looks at the project sees them before anything
can be made. Whoever changes what they show makes them anew.
"""
