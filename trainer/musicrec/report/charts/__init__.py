"""Small SVG pictures of numbers, one a file, drawn 360 wide so that text is readable on a phone.

Colours are classes of style.css (s1, s2, …); every picture has a role, a label and titles on its
marks.
"""
