"""The parts of the page, one a file: facts → markup. What is missing is said in a sentence."""
