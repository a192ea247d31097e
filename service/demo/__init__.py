"""A made-up German shop and made-up shoppers, for the first five minutes and for tests.

Every product, brand, model name, rating and shopper here is invented and follows from a seed. Nothing was taken from a
real shop, and nothing here is a measurement: figures reached on it say that the machinery works, no more.
"""
