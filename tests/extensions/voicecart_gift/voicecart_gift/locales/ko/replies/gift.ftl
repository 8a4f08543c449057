gift-nothing = 아직 포장할 것이 없습니다.
gift-one = { $name }, 선물로 포장하겠습니다.
gift-all = { $count }개를 선물로 포장하겠습니다.
