"""What can be done to a round, in the order of its life: preparing, voting, closing."""
