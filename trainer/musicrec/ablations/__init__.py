"""Ablations: arms × seeds through tokenizer, generator and metrics, into a ledger and a table.

Part of the package and not beside it: it runs the same stages, is typed and tested with them, and
`musicrec ablate` finds it wherever the trainer is installed. No stage imports it.
"""
