"""Small SVG pictures of numbers, one a file, drawn 360 wide so that text is readable on a phone.

Colours are classes (s1, s2, …) of style.css; every picture has a role, a label and titles on its
marks.
"""
