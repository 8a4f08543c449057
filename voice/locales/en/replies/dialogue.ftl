# What voicecart says. Money arrives as words ("4 US dollars") for the voice, as "$4.00" for a screen.

## Pieces
list-and = { $head } and { $last }
list-comma = { $head }, { $next }
option = { $name }
option-extra = { $name } for { $price } more
option-amount = { $amount } { $name }
option-without = no { $name }
item = { $quantity } { $name }
item-with-options = { $quantity } { $name }, { $options }
offer = { $place ->
    [1] one
    [2] two
   *[3] three
}: { $name }, { $price }
offer-alone = { $name }, { $price }
size = { $amount } { $unit ->
    [lb] { $amount ->
        [1] pound
       *[other] pounds
    }
    [oz] ounces
    [fl-oz] fluid ounces
    [gal] { $amount ->
        [1] gallon
       *[other] gallons
    }
    [qt] { $amount ->
        [1] quart
       *[other] quarts
    }
    [pt] { $amount ->
        [1] pint
       *[other] pints
    }
    [l] { $amount ->
        [1] liter
       *[other] liters
    }
    [ml] milliliters
    [kg] { $amount ->
        [1] kilogram
       *[other] kilograms
    }
    [g] grams
   *[other] { $unit }
}
quoted-one = { $item }, { $total }
quoted-several = { $item }, { $each } each, { $total }
place = { $place ->
    [1] first
    [2] second
    [3] third
    [4] fourth
    [5] fifth
    [6] sixth
    [7] seventh
   *[8] eighth
}
fee = { $code ->
    [delivery] Delivery costs { $amount }.
   *[other] There is a fee of { $amount }.
}
delivery = { $how ->
    [delivery] delivered to your home
    [pickup] for you to pick up
   *[other] by { $how }
}

## Talk
welcome = Hello. What would you like?
welcome-back = Hello again. Your basket is still here. What would you like?
what-would-you-like = What would you like?
anything-else = Anything else?
help = Say what you want to buy, for example: add two oat milks, or, reorder toothbrush heads. I tell you the price before anything is ordered.
help-delivery = Delivery, and what it costs, is part of the total that I read to you before you order.
help-payment = The store charges you as it always does; I only send the order after you say yes.
help-who = I am voicecart, a program that takes orders for this store. Say what you want to buy, or: help.
help-offers = I know of no special offers. The price that I tell you is what the store asks.
help-store = I do not know that; the people of the store do. Say: talk to a person.
help-address = It goes to the address that the store has of you.
help-arrival = The store sets the day once the order is in. Then ask me: where is my order?
help-returns = I cannot take anything back; the people of the store can. Say: talk to a person.
help-moved = I cannot change your address; the people of the store can. Say: talk to a person.
help-subscriptions = I keep no subscriptions and no reminders; each order is for now only.
help-basket = You can add, change or remove something, ask what is in the basket, or say: check out. I read the total back, and nothing is ordered before you say yes.
later-order = I can order only for now: not for a set time, and not again and again. Say: check out, when you want it.
later-now = I can order only for now: not for a set time, and not again and again.
later-remind = I cannot remind you of anything, but I can order it now.
waiting = Take your time. I am listening when you are ready.
goodbye = Goodbye.
goodbye-basket = Nothing was ordered. I am keeping your basket. Goodbye.
handoff = I am calling somebody to help you. Your basket is kept.
cannot-do = I am afraid I cannot do that.
nothing-asked = There is nothing to confirm right now. What would you like?
fine = All right.
greeting = Hello. I am listening.
listening = I am listening.
welcome-thanks = You are welcome.
no-harm = No harm done.
one-moment = One moment, please.
stopped = Stopped. Nothing was ordered.
on-its-way = Your answer is already being carried out. One moment, please.

## Not heard, not understood
missed-1 = Sorry, I did not understand that.
missed-phrase = { $phrase }
missed-words = I did not get: { $words }.
missed-2 = Sorry, I still did not get it. You can say, for example: help.
missed-out = I am sorry, I cannot follow. I will be quiet now; speak to me whenever you like.
missed-out-basket = I am sorry, I cannot follow. Nothing was ordered, and I am keeping your basket.
silence-1 = Are you still there?
silence-2 = I am still listening.
silence-out = I will be quiet now. Speak to me whenever you like.
silence-out-basket = I am keeping your basket. Nothing was ordered.
not-ordered-missed = I could not understand your answer, so I did not order. Your basket is kept.
not-ordered-silence = I heard no answer, so I did not order. Your basket is kept.
not-ordered-unclear = I did not get a clear yes, so I did not order. Your basket is kept.

## Finding
not-found = I could not find { $phrase }.
not-found-price = I have no { $phrase } at that price.
choose-choice = I found { $offers }.
choose-again = For { $phrase } there is { $offers }.
choose-nearest = I could not find exactly { $phrase }. The nearest is { $offers }.
choose-instead = Instead there is { $offers }.
choose-shelf = { $more ->
    [0] Under { $shelf } I have { $offers }.
   *[other] Under { $shelf } I have { $offers }, and { $more } more.
}
choose-popular = Often bought here: { $offers }.
popular-of = Of these, { $name } is bought most.
choose-which = Which one?
choose-which-or-none = Which one? Or say: none of them.
choose-this = Do you want it?
none-of-these = None of these is called { $phrase }.
chosen-already = It is { $item } already.
choose-unclear = I do not have that one on offer.
nothing-offered = I have not offered anything just now.
no-more-offers = I have nothing more to offer for that.
propose-product = I have { $item }, for { $price }. Do you want it?
propose-cheapest = The cheapest is { $item }, for { $price }. Do you want it?
propose-dearest = The most expensive is { $item }, for { $price }. Do you want it?
propose-bigger = The biggest is { $item }, for { $price }. Do you want it?
propose-smaller = The smallest is { $item }, for { $price }. Do you want it?
propose-packs = It comes { $held } to a pack. Shall I take { $item }, for { $total }?
propose-amount = One is { $sized }. Shall I take { $item }, for { $total }?
propose-amount-unmeasured = I cannot measure that out. Shall I take { $item }, for { $total }?
propose-quantity = Really { $item }, for { $total }?
propose-quantity-usual = You usually buy { $usual }. Really { $item }, for { $total }?
propose-stock = There are only { $quantity } left. Shall I take { $item }, for { $total }?
propose-option = Shall I take { $item }, for { $total }?
elicit = Which { $group } for { $name }: { $values }?
sold-out = { $name } is sold out.
only-left = There are only { $count } of { $name } left.
quantity-too-large = I cannot take more than { $most } of { $name } at once.
which-product = Which product do you mean?
which-options = For which product? Please ask with its name.
options-of = For { $name } there is { $values }.
price-of = { $name } costs { $price }.
price-of-line = { $item }, { $total }.
price-of-several = { $item }, { $each } each, together { $total }.
all-together = All together that is { $total }.
surcharge = With { $name } it costs { $price } more.
surcharge-none = With { $name } it costs nothing more.
told = I have { $name }, for { $price }.
stock-of = { $name } is in stock.

## Basket
added = Added { $item }, { $total }.
packs-hold = That is { $count } in all.
changed = Now { $item }, { $total }.
as-it-was = It is { $item } already, { $total }.
removed-one = Removed { $item }.
removed = Removed { $name }.
cleared = Your basket is empty now.
started-over = We start over. Your basket is empty.
undone = Taken back.
nothing-to-undo = There is nothing to take back.
not-added = All right, I leave it out.
left-out = I leave out { $name }.
reorder-there = All of that order is in your basket already.
reorder-part = { $names } { $count ->
    [1] is
   *[other] are
} in your basket already.
not-in-basket = I see no { $name } in your basket.
fewer-in-basket = There is only { $item } in your basket.
one-or-all = There are { $item }. Please say one of them, or all of them.
lines-alike = There are { $items }. Please say which one, for example: { $wish ->
    [remove] remove
   *[other] change
} the { $option } { $name }.
lines-alike-bare = There are { $items }. Please say which one: the first one, or the last one.
which-line = Which item do you mean?
owner-unknown = I do not know which one that is. Nothing is changed; please say it with the name, such as { $name }.
change-how = How shall I change { $name }?
option-unknown = That option is not offered for it.
option-absent = { $name } comes without that already.
option-not-offered = I cannot do { $words } with the { $name }.
never-without = I cannot do the { $name } without { $words }.
option-stays = { $name } cannot be made without that.
basket = Your basket has { $items }, together { $total }.
total-within = Your basket comes to { $total }: { $left } below { $limit }.
total-above = Your basket comes to { $total }: { $left } above { $limit }.
basket-empty = Your basket is empty.

## Read-back and order
readback = I have { $lines }.
readback-total = The total is { $total }, { $delivery }.
readback-unusual = That is much more than your usual { $usual }.
readback-pin = That needs your PIN, after your yes.
consent-ask = Shall I order it?
consent-again = The total is { $total }. Shall I order it? Please say yes or no.
no-consent-no_question = There is nothing to confirm right now.
no-consent-not_explicit = I need a clear yes.
no-consent-too_early = Please hear the total first.
no-consent-hearings_disagree = I am not sure that I heard you right.
no-consent-basket_moved = The basket has changed.
not-ordered = Not ordered. Your basket is kept. What would you like to change?
over-limit = The total is { $total }. By voice I may order up to { $limit } only. Please take something out.
placed = Ordered, for { $total }. Your order number ends in { $order }. Thank you.
order-unknown = I do not know whether your order for { $total } went through. I am finding out, and I will not send it twice.
order-unknown-still = I do not know yet whether your last order went through. I am still finding out, and I will not send it twice.
settled-placed = Your earlier order went through: number { $order }, for { $total }.
settled-not-placed = Your earlier order for { $total } was not placed. Its items are back in your basket.
settled-earlier-not-placed = An earlier order was interrupted. It was not placed, and you were not charged.
settled-earlier-unknown = There is an earlier order of which I do not know yet whether it went through.
charged-otherwise = Beware: you agreed to { $told }, but the store has charged { $charged }. Say "cancel my order" if you do not want that.
already-placed = That is already ordered. I did not order a second time.
handoff-store = The store wants you to finish this order on its own page. Nothing is ordered yet.

## PIN
pin-needed = For { $total } I need your PIN.
pin-needed-today = With what you ordered in the last day, { $total } more needs your PIN.
pin-ask = Please say or type the { $places } digits of your PIN.
pin-digits = I need exactly { $count } digits.
pin-wrong = That is not right. { $left ->
    [1] One more try.
   *[other] { $left } more tries.
}
pin-locked = The PIN is locked. Nothing was ordered, and your basket is kept. Unlock it at the terminal.
pin-missing = This total needs a PIN, and none is set. Nothing was ordered, and your basket is kept. Set a PIN at the terminal first.

## The store says no
refused-out_of_stock = { $name } is not in stock any more.
refused-price_changed = A price has changed. Please check out again.
refused-unknown_product = { $name } is not sold any more.
refused-bad_option = The store does not offer { $name } like that.
refused-limit = The store does not sell that many of { $name } at once.
refused-address_needed = The store needs your address first. Nothing was ordered.
refused-payment_needed = The store needs a way to pay first. Nothing was ordered.
refused-auth_expired = The store wants you to sign in again. Nothing was ordered.
refused-rate_limited = The store is too busy. Nothing was ordered; please try again in a minute.
refused-quote_expired = The price is not valid any more. Please check out again.
refused-store_down = The store does not answer. Nothing was ordered, and your basket is kept.
rejected-out_of_stock = It is not in stock any more. Nothing was ordered.
rejected-price_changed = The price has changed. Nothing was ordered; please check out again.
rejected-unknown_product = Something in it is not sold any more. Nothing was ordered.
rejected-bad_option = The store does not offer it like that. Nothing was ordered.
rejected-limit = The store does not sell that many at once. Nothing was ordered.
rejected-address_needed = The store needs your address first. Nothing was ordered.
rejected-payment_needed = The payment was refused. Nothing was ordered.
rejected-auth_expired = The store wants you to sign in again. Nothing was ordered.
rejected-rate_limited = The store is too busy. Nothing was ordered; please try again in a minute.
rejected-quote_expired = The price is not valid any more. Nothing was ordered; please check out again.
rejected-store_down = The store did not take the order. Nothing was ordered, and your basket is kept.
drift-out_of_stock = Something has sold out meanwhile.
drift-price_changed = The price has changed.
drift-unknown_product = Something is not sold any more.
drift-bad_option = An option is not offered any more.
drift-limit = The store sells fewer at once.
drift-address_needed = The address has to be checked.
drift-payment_needed = The payment has to be checked.
drift-auth_expired = The store wanted a new sign-in.
drift-rate_limited = The store was busy.
drift-quote_expired = The price had to be asked for again.
drift-store_down = The store did not answer at first.
failed-store_down = The store does not answer. Nothing was ordered, and your basket is kept.
failed-store_protocol = The store gave an answer that I do not understand. Nothing was ordered.
failed-storage_full = The disk of this machine is full. Nothing was ordered.
failed-damaged_data = My records are damaged, so I order nothing. Please call for help.
failed-internal = Something went wrong here. Nothing was ordered.
rejected-not_placed = It was not placed. Nothing was ordered.
refused-not_placed = The order of { $name } was not placed.
drift-not_placed = The order was not placed.

## Past orders
no-orders = There are no orders yet.
order-not-found = I cannot find that order.
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[other] December
}
items-more = { $count } more
none-coming = No order is on its way.
bought-last = You last ordered { $items } with order { $order } of { month } { $day }.
not-bought = I find no { $phrase } in the { $count ->
    [1] one order
   *[other] { $count } orders
} that I can see.
order-status = { $about }.
order-history = { $count ->
    [1] One order: { $orders }.
   *[other] { $count } orders. The newest: { $orders }.
}
orders-coming = { $count } orders are still to come: { $orders }.
order-placed = Order { $order } of { month } { $day }, { $items }, { $total }, is placed and not yet sent
order-shipped = Order { $order } of { month } { $day }, { $items }, { $total }, is on its way
order-delivered = Order { $order } of { month } { $day }, { $items }, { $total }, was delivered
order-cancelled = Order { $order } of { month } { $day }, { $items }, { $total }, was cancelled
cancel-ask = Shall I cancel order { $order } for { $total }? Please say yes or no.
cancel-several = { $count } orders can still be cancelled.
cancelled = Order { $order } is cancelled.
cancel-shipped = Order { $order } has already been sent. I cannot cancel it.
cancel-delivered = Order { $order } has already been delivered.
cancel-cancelled = Order { $order } is already cancelled.
cancel-not_offered = This store does not let me cancel orders. Please ask the store about order { $order }.
cancel-unsure = I do not know whether order { $order } was cancelled. Please ask for its status in a moment.
cancel-unknown_order = The store does not know order { $order }.
cancel-store_down = The store does not answer, so I could not cancel order { $order }. It stands.
order-stands = Order { $order } stands.
rejected-key_reused = Something went wrong in the store, and nothing was ordered. Please check out again.
refused-key_reused = The store could not offer { $name }.
drift-key_reused = Something went wrong in the store.
cancel-too_late = It is too late to cancel order { $order }. It stands.

## What hears
hearing-both = Hearing with { $engines }: both have their models here, and a yes needs both.
hearing-vosk = Hearing with Vosk: its model for this language is here.
hearing-stand-in = Hearing with Whisper in place of Vosk, whose model for this language is not here.
hearing-chosen = Hearing with { $engines }, as set.
hearing-missing = { $engines } is set, but its model for this language is not here.
hearing-none = Nothing here can hear this language.
