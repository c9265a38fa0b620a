"""New items, measured: some items are kept from training, admitted to what was trained, asked for.

How an item is admitted is `musicrec/admission`; here are the protocol, its knobs and its curve.
"""
