"""The use cases: take a request in, show its receipt, deliver what is due.

Import from the modules: who delivers need not load what seals, and the other way round.
"""
