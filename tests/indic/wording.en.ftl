# How this shop asks. The benchmark's caller knows an agent's questions by their words.
consent-ask = Shall I place the order?
consent-again = The total is { $total }. Shall I place the order? Please say yes or no.
cancel-ask = Order { $order }, { $total }: are you sure you want to cancel it? Please say yes or no.
