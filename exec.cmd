@rem On Windows, where cmd has no exec, npm's scripts find this one.
@%*
