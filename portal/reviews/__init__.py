"""How a child's education goes, as far as the council can tell, and when to look again.

Ratings, the matrix that suggests them, what was found suitable, and the next review. A matrix suggests; a person
decides and says why.
"""
