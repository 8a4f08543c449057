gift-nothing = There is nothing to wrap yet.
gift-one = We will wrap the { $name } as a present.
gift-all = { $count ->
    [one] We will wrap your one item as a present.
   *[other] We will wrap all { $count } items as presents.
}
