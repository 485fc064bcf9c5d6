"""The plan as the city has it: tables read, interpreted, matched with what exists, proposed, and written out."""
