"""Export: from the trained modules to the files of docs/bundle-format.md."""
