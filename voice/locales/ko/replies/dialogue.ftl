# voicecart가 하는 말. 금액은 음성용("4 미국 달러")과 화면용으로 미리 만들어져 온다.

## 조각
list-and = { $head }, { $last }
list-comma = { $head }, { $next }
option = { $name }
option-extra = { $name }, { $price } 추가
option-amount = { $name } { $amount }
option-without = { $name } 빼고
item = { $name } { $quantity }개
item-with-options = { $name } { $quantity }개, { $options }
offer = { $place ->
    [1] 첫 번째
    [2] 두 번째
   *[3] 세 번째
}, { $name }, { $price }
offer-alone = { $name }, { $price }
size = { $amount } { $unit ->
    [lb] 파운드
    [oz] 온스
    [fl-oz] 액량 온스
    [gal] 갤런
    [qt] 쿼트
    [pt] 파인트
    [l] 리터
    [ml] 밀리리터
    [kg] 킬로그램
    [g] 그램
   *[other] { $unit }
}
quoted-one = { $item }, { $total }
quoted-several = { $item }, 하나에 { $each }, 모두 { $total }
place = { $place ->
    [1] 첫 번째
    [2] 두 번째
    [3] 세 번째
    [4] 네 번째
    [5] 다섯 번째
    [6] 여섯 번째
    [7] 일곱 번째
   *[8] 여덟 번째
}
fee = { $code ->
    [delivery] 배송비는 { $amount }입니다.
   *[other] 추가 요금은 { $amount }입니다.
}
delivery = { $how ->
    [delivery] 집으로 배송됩니다
    [pickup] 직접 찾아가시면 됩니다
   *[other] { $how } 방식으로 보내 드립니다
}

## 대화
welcome = 안녕하세요. 무엇을 주문할까요?
welcome-back = 다시 오셨네요. 장바구니는 그대로 있습니다. 무엇을 도와드릴까요?
what-would-you-like = 무엇을 주문할까요?
anything-else = 더 필요하신 것 있으세요?
help = 사고 싶은 것을 말씀해 주세요. 예를 들어, 우유 두 개 담아 줘, 또는, 커피 다시 주문해 줘. 주문하기 전에 항상 가격을 알려 드립니다.
help-delivery = 배송과 배송비는 주문하기 전에 읽어 드리는 합계에 들어 있습니다.
help-payment = 결제는 상점에서 늘 하던 대로 합니다. 네 하고 답하신 뒤에만 주문을 보냅니다.
help-who = 저는 이 상점의 주문을 받는 프로그램, 보이스카트입니다. 사고 싶은 것을 말씀하시거나, 도움말 이라고 말씀해 주세요.
help-offers = 제가 아는 할인 행사는 없습니다. 말씀드리는 가격이 상점의 가격입니다.
help-store = 그것은 제가 모르고, 상점 직원이 압니다. 상담원 연결 이라고 말씀해 주세요.
help-address = 상점에 등록된 주소로 갑니다.
help-arrival = 날짜는 주문이 들어간 뒤에 상점이 정합니다. 그때, 내 주문 어디 있어, 라고 물어보세요.
help-returns = 반품은 제가 할 수 없습니다. 상점 직원이 할 수 있습니다.
help-moved = 주소는 제가 바꿀 수 없습니다. 상점 직원이 할 수 있습니다.
help-subscriptions = 정기 주문과 알림은 없습니다. 지금 주문만 받습니다.
help-basket = 담거나 바꾸거나 뺄 수 있고, 장바구니를 물어보거나, 주문해 달라고 하실 수 있습니다. 가격을 읽어 드린 뒤 네 하고 답하셔야 주문됩니다.
later-order = 지금 바로 하는 주문만 됩니다. 시간을 정하거나 정기로 주문할 수는 없습니다. 원하시면 주문해 줘 하고 말씀해 주세요.
later-now = 지금 바로 하는 주문만 됩니다. 시간을 정하거나 정기로 주문할 수는 없습니다.
later-remind = 알림은 드릴 수 없지만, 지금 주문할 수는 있습니다.
waiting = 천천히 하세요. 기다리고 있겠습니다.
goodbye = 안녕히 가세요.
goodbye-basket = 주문하지 않았습니다. 장바구니는 그대로 두겠습니다. 안녕히 가세요.
handoff = 직원을 부르겠습니다. 장바구니는 그대로 있습니다.
cannot-do = 죄송하지만 그것은 할 수 없습니다.
nothing-asked = 지금은 확인할 것이 없습니다. 무엇을 도와드릴까요?
fine = 알겠습니다.
listening = 듣고 있습니다.
greeting = 안녕하세요. 말씀하세요.
welcome-thanks = 천만에요.
no-harm = 괜찮습니다.
one-moment = 잠시만 기다려 주세요.
stopped = 멈췄습니다. 주문하지 않았습니다.
on-its-way = 이미 처리하고 있습니다. 잠시만 기다려 주세요.

## 못 들었거나 못 알아들었을 때
missed-1 = 죄송합니다, 잘 못 알아들었습니다.
missed-phrase = “{ $phrase }”
missed-words = { $words }: 이 말은 못 알아들었습니다.
missed-2 = 죄송합니다, 아직 못 알아들었습니다. 도움말 이라고 말씀해 보세요.
missed-out = 죄송합니다, 이해하지 못했습니다. 필요하면 다시 불러 주세요.
missed-out-basket = 죄송합니다, 이해하지 못했습니다. 주문하지 않았고 장바구니는 그대로 있습니다.
silence-1 = 아직 계세요?
silence-2 = 계속 듣고 있습니다.
silence-out = 조용히 있겠습니다. 필요하면 불러 주세요.
silence-out-basket = 장바구니를 그대로 두겠습니다. 주문하지 않았습니다.
not-ordered-missed = 대답을 알아듣지 못해서 주문하지 않았습니다. 장바구니는 그대로 있습니다.
not-ordered-silence = 대답이 없어서 주문하지 않았습니다. 장바구니는 그대로 있습니다.
not-ordered-unclear = 분명한 대답을 듣지 못해서 주문하지 않았습니다. 장바구니는 그대로 있습니다.

## 찾기
not-found = { $phrase } 상품을 찾지 못했습니다.
not-found-price = 그 가격에는 { $phrase } 상품이 없습니다.
choose-choice = 이런 것이 있습니다. { $offers }.
choose-again = { $phrase }, 있는 것은 { $offers }.
choose-nearest = { $phrase } 상품은 없습니다. 가장 가까운 것은 { $offers }.
choose-instead = 대신 이런 것이 있습니다. { $offers }.
choose-shelf = { $more ->
    [0] { $shelf }에는 이런 것이 있습니다. { $offers }.
   *[other] { $shelf }에는 이런 것이 있고 { $more }개가 더 있습니다. { $offers }.
}
choose-popular = 여기서 많이 찾는 것은 { $offers }.
popular-of = 이 중에서는 { $name } 많이 찾으십니다.
choose-which = 어느 것으로 할까요?
choose-which-or-none = 어느 것으로 할까요? 원하지 않으시면 없음이라고 말씀하세요.
choose-this = 이것으로 할까요?
none-of-these = 이 중에 { $phrase } 상품은 없습니다.
chosen-already = 이미 { $item }로 되어 있습니다.
choose-unclear = 그것은 보기에 없습니다.
nothing-offered = 지금 권해 드린 것이 없습니다.
no-more-offers = 더 권해 드릴 것이 없습니다.
propose-product = { $item }, { $price }입니다. 담을까요?
propose-cheapest = 가장 싼 것은 { $item }, { $price }입니다. 담을까요?
propose-dearest = 가장 비싼 것은 { $item }, { $price }입니다. 담을까요?
propose-bigger = 가장 큰 것은 { $item }, { $price }입니다. 담을까요?
propose-smaller = 가장 작은 것은 { $item }, { $price }입니다. 담을까요?
propose-packs = 한 묶음에 { $held }개입니다. { $item }, { $total }, 담을까요?
propose-amount = 하나에 { $sized }입니다. { $item }, { $total }, 담을까요?
propose-amount-unmeasured = 그만큼 나누어 팔지는 않습니다. { $item }, { $total }, 담을까요?
propose-quantity = 정말 { $item } 맞나요? { $total }입니다.
propose-quantity-usual = 보통은 { $usual }개 사십니다. 정말 { $item } 맞나요? { $total }입니다.
propose-stock = { $quantity }개만 남았습니다. { $item }, { $total }, 담을까요?
propose-option = { $item }, { $total }, 이렇게 담을까요?
elicit = { $name }의 { $group }은 무엇으로 할까요? { $values }.
sold-out = { $name } 상품은 품절입니다.
only-left = { $name }, 남은 것은 { $count }개뿐입니다.
quantity-too-large = { $name } 상품은 한 번에 { $most }개까지만 주문할 수 있습니다.
which-product = 어떤 상품인가요?
which-options = 어느 상품 말씀이세요? 상품 이름과 함께 물어봐 주세요.
options-of = { $name }, 고를 수 있는 것은 { $values }입니다.
price-of = { $name }, { $price }입니다.
price-of-line = { $item }, { $total }입니다.
price-of-several = { $item }, 하나에 { $each }, 모두 { $total }입니다.
all-together = 모두 합해서 { $total }입니다.
surcharge = { $name } 추가는 { $price }입니다.
surcharge-none = { $name } 추가 요금은 없습니다.
told = { $name }, { $price }에 있습니다.
stock-of = { $name } 재고가 있습니다.

## 장바구니
added = { $item }, { $total }, 담았습니다.
packs-hold = 모두 { $count }개입니다.
changed = 이제 { $item }, { $total }입니다.
as-it-was = 이미 { $item }, { $total }입니다.
removed-one = { $item } 뺐습니다.
removed = { $name } 뺐습니다.
cleared = 장바구니를 비웠습니다.
started-over = 처음부터 다시 하겠습니다. 장바구니를 비웠습니다.
undone = 되돌렸습니다.
nothing-to-undo = 되돌릴 것이 없습니다.
not-added = 알겠습니다, 담지 않겠습니다.
left-out = { $name }, 빼 두겠습니다.
reorder-there = 그 주문은 모두 이미 장바구니에 있습니다.
reorder-part = { $names }, 이미 장바구니에 있습니다.
not-in-basket = 장바구니에 { $name } 상품이 없습니다.
fewer-in-basket = 장바구니에는 { $item } 뿐입니다.
one-or-all = { $item } 있습니다. 하나인지 전부인지 말씀해 주세요.
lines-alike = { $items } 있습니다. 예를 들어 { $option } { $name } { $wish ->
    [remove] 빼 줘
   *[other] 바꿔 줘
}, 이렇게 말씀해 주세요.
lines-alike-bare = { $items } 있습니다. 첫 번째 거, 또는 마지막 거, 이렇게 말씀해 주세요.
which-line = 어느 것 말씀이세요?
owner-unknown = 어느 것인지 모르겠습니다. 아무것도 바꾸지 않았습니다. { $name }처럼 이름을 말씀해 주세요.
change-how = { $name } 상품을 어떻게 바꿀까요?
option-unknown = 그 선택은 없습니다.
option-absent = { $name }에는 원래 들어 있지 않습니다.
option-not-offered = { $name }에 { $words } 선택은 없습니다.
never-without = { $name }에서 { $words } 빼는 선택은 없습니다.
option-stays = { $name }에서 그것은 뺄 수 없습니다.
basket = 장바구니에는 { $items }, 모두 { $total }입니다.
total-within = 장바구니는 모두 { $total }, { $limit }보다 { $left } 적습니다.
total-above = 장바구니는 모두 { $total }, { $limit }보다 { $left } 많습니다.
basket-empty = 장바구니가 비어 있습니다.

## 확인과 주문
readback = { $lines }.
readback-total = 합계는 { $total }, { $delivery }.
readback-unusual = 보통 쓰시는 { $usual }보다 훨씬 많습니다.
readback-pin = 네라고 하신 뒤에 비밀번호가 필요합니다.
consent-ask = 주문할까요?
consent-again = 합계는 { $total }입니다. 주문할까요? 네 또는 아니요로 말씀해 주세요.
no-consent-no_question = 지금은 확인할 것이 없습니다.
no-consent-not_explicit = 분명하게 대답해 주세요.
no-consent-too_early = 먼저 합계를 들어 주세요.
no-consent-hearings_disagree = 제대로 들었는지 확실하지 않습니다.
no-consent-basket_moved = 장바구니가 바뀌었습니다.
not-ordered = 주문하지 않았습니다. 장바구니는 그대로 있습니다. 무엇을 바꿀까요?
over-limit = 합계는 { $total }입니다. 음성으로는 { $limit }까지만 주문할 수 있습니다. 몇 가지를 빼 주세요.
placed = { $total } 주문했습니다. 주문 번호는 { $order }입니다. 감사합니다.
order-unknown = { $total } 주문이 되었는지 알 수 없습니다. 확인하고 있으며, 두 번 보내지 않겠습니다.
order-unknown-still = 지난 주문이 되었는지 아직 알 수 없습니다. 확인하고 있으며, 두 번 보내지 않겠습니다.
settled-placed = 지난 주문은 되었습니다. 주문 번호 { $order }, { $total }입니다.
settled-not-placed = 지난 { $total } 주문은 되지 않았습니다. 상품은 장바구니에 다시 담았습니다.
settled-earlier-not-placed = 지난번 주문이 중단되었습니다. 주문되지 않았고 청구되지 않았습니다.
settled-earlier-unknown = 되었는지 아직 알 수 없는 지난 주문이 있습니다.
charged-otherwise = 주의해 주세요. 동의하신 금액은 { $told }인데 상점이 청구한 금액은 { $charged }입니다. 원하지 않으시면 "주문 취소"라고 말씀해 주세요.
already-placed = 이미 주문했습니다. 두 번 주문하지 않았습니다.
handoff-store = 이 주문은 상점 페이지에서 마쳐야 합니다. 아직 주문되지 않았습니다.

## 비밀번호
pin-needed = { $total } 주문에는 비밀번호가 필요합니다.
pin-needed-today = 지난 하루 동안 주문하신 것까지 합하면, { $total } 주문에는 비밀번호가 필요합니다.
pin-ask = 비밀번호의 { $places } 숫자를 말하거나 입력해 주세요.
pin-digits = 숫자 { $count }개만 말씀해 주세요.
pin-wrong = 맞지 않습니다. { $left }번 더 할 수 있습니다.
pin-locked = 비밀번호가 잠겼습니다. 주문하지 않았고 장바구니는 그대로 있습니다. 단말기에서 풀어 주세요.
pin-missing = 이 금액에는 비밀번호가 필요한데 정해져 있지 않습니다. 주문하지 않았고 장바구니는 그대로 있습니다. 먼저 단말기에서 비밀번호를 정해 주세요.

## 상점이 거절할 때
refused-out_of_stock = { $name } 재고가 없습니다.
refused-price_changed = 가격이 바뀌었습니다. 다시 주문해 주세요.
refused-unknown_product = { $name } 상품은 더 이상 팔지 않습니다.
refused-bad_option = { $name } 상품에 그런 선택은 없습니다.
refused-limit = { $name } 상품은 한 번에 그렇게 많이 팔지 않습니다.
refused-address_needed = 주소가 먼저 필요합니다. 주문하지 않았습니다.
refused-payment_needed = 결제 수단이 먼저 필요합니다. 주문하지 않았습니다.
refused-auth_expired = 상점에 다시 로그인해야 합니다. 주문하지 않았습니다.
refused-rate_limited = 상점이 바쁩니다. 주문하지 않았습니다. 잠시 뒤에 다시 해 주세요.
refused-quote_expired = 가격이 더 이상 유효하지 않습니다. 다시 주문해 주세요.
refused-store_down = 상점이 대답하지 않습니다. 주문하지 않았고 장바구니는 그대로 있습니다.
rejected-out_of_stock = 재고가 없습니다. 주문하지 않았습니다.
rejected-price_changed = 가격이 바뀌었습니다. 주문하지 않았습니다. 다시 주문해 주세요.
rejected-unknown_product = 더 이상 팔지 않는 상품이 있습니다. 주문하지 않았습니다.
rejected-bad_option = 그런 선택은 없습니다. 주문하지 않았습니다.
rejected-limit = 한 번에 그렇게 많이 팔지 않습니다. 주문하지 않았습니다.
rejected-address_needed = 주소가 먼저 필요합니다. 주문하지 않았습니다.
rejected-payment_needed = 결제가 거절되었습니다. 주문하지 않았습니다.
rejected-auth_expired = 상점에 다시 로그인해야 합니다. 주문하지 않았습니다.
rejected-rate_limited = 상점이 바쁩니다. 주문하지 않았습니다. 잠시 뒤에 다시 해 주세요.
rejected-quote_expired = 가격이 더 이상 유효하지 않습니다. 주문하지 않았습니다. 다시 주문해 주세요.
rejected-store_down = 상점이 주문을 받지 않았습니다. 주문하지 않았고 장바구니는 그대로 있습니다.
drift-out_of_stock = 그사이 품절된 것이 있습니다.
drift-price_changed = 가격이 바뀌었습니다.
drift-unknown_product = 더 이상 팔지 않는 것이 있습니다.
drift-bad_option = 더 이상 없는 선택이 있습니다.
drift-limit = 한 번에 파는 수량이 줄었습니다.
drift-address_needed = 주소를 다시 확인해야 했습니다.
drift-payment_needed = 결제를 다시 확인해야 했습니다.
drift-auth_expired = 상점에 다시 로그인해야 했습니다.
drift-rate_limited = 상점이 바빴습니다.
drift-quote_expired = 가격을 다시 물어봐야 했습니다.
drift-store_down = 상점이 처음에 대답하지 않았습니다.
failed-store_down = 상점이 대답하지 않습니다. 주문하지 않았고 장바구니는 그대로 있습니다.
failed-store_protocol = 상점의 대답을 이해할 수 없습니다. 주문하지 않았습니다.
failed-storage_full = 이 기기의 디스크가 가득 찼습니다. 주문하지 않았습니다.
failed-damaged_data = 기록이 손상되어 아무것도 주문하지 않습니다. 도움을 요청해 주세요.
failed-internal = 문제가 생겼습니다. 주문하지 않았습니다.
rejected-not_placed = 주문되지 않았습니다.
refused-not_placed = { $name } 주문되지 않았습니다.
drift-not_placed = 주문되지 않았습니다.

## 지난 주문
no-orders = 아직 주문이 없습니다.
order-not-found = 그 주문을 찾을 수 없습니다.
month = { $month }월
items-more = 그 밖에 { $count }가지
none-coming = 오고 있는 주문은 없습니다.
bought-last = { month } { $day }일 주문 { $order }번에 { $items } 주문하셨습니다.
not-bought = 제가 볼 수 있는 주문 { $count }개에는 { $phrase } 상품이 없습니다.
order-status = { $about }.
order-history = 주문이 { $count }건 있습니다. { $orders }.
orders-coming = 아직 오지 않은 주문이 { $count }건 있습니다. { $orders }.
order-placed = { month } { $day }일 주문 { $order }, { $items }, { $total }, 아직 발송 전입니다
order-shipped = { month } { $day }일 주문 { $order }, { $items }, { $total }, 배송 중입니다
order-delivered = { month } { $day }일 주문 { $order }, { $items }, { $total }, 배송되었습니다
order-cancelled = { month } { $day }일 주문 { $order }, { $items }, { $total }, 취소되었습니다
cancel-ask = { $total } 주문 { $order }, 취소할까요? 네 또는 아니요로 말씀해 주세요.
cancel-several = 취소할 수 있는 주문이 { $count }건 있습니다.
cancelled = 주문 { $order }, 취소했습니다.
cancel-shipped = 주문 { $order }, 이미 발송되어 취소할 수 없습니다.
cancel-delivered = 주문 { $order }, 이미 배송되었습니다.
cancel-cancelled = 주문 { $order }, 이미 취소되었습니다.
cancel-not_offered = 이 상점은 음성으로 취소할 수 없습니다. 주문 { $order }, 상점에 문의해 주세요.
cancel-unsure = 주문 { $order }이 취소됐는지 알 수 없습니다. 잠시 후에 주문 상태를 물어봐 주세요.
cancel-unknown_order = 상점에 주문 { $order } 기록이 없습니다.
cancel-store_down = 상점이 대답하지 않아 취소하지 못했습니다. 주문 { $order }, 그대로 있습니다.
order-stands = 주문 { $order }, 그대로 두겠습니다.
rejected-key_reused = 상점에 문제가 있어 주문되지 않았습니다. 다시 주문해 주세요.
refused-key_reused = 상점에서 { $name } 상품을 줄 수 없습니다.
drift-key_reused = 상점에 문제가 있었습니다.
cancel-too_late = 주문 { $order }, 취소하기에는 늦었습니다. 그대로 있습니다.

## 듣는 엔진
hearing-both = { $engines }로 듣습니다. 두 모델이 모두 있으며, 네 하는 대답은 둘 다 들어야 합니다.
hearing-vosk = Vosk로 듣습니다. 이 언어의 모델이 있습니다.
hearing-stand-in = 이 언어의 Vosk 모델이 없어 Whisper로 듣습니다.
hearing-chosen = 설정대로 { $engines }로 듣습니다.
hearing-missing = { $engines } 엔진이 설정되어 있지만 이 언어의 모델이 없습니다.
hearing-none = 이 언어를 들을 수 있는 엔진이 없습니다.
