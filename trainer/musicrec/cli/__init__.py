"""The command `musicrec`: one file a verb."""
