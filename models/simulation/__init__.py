"""The SimPy stories: patrol, grabbing, case flow, duty and deadlines."""
