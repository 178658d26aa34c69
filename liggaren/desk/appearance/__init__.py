"""How a snapshot's account looked: the picture, the upload in steps, and the archive's acceptances."""
