#!/usr/bin/env bash
# The whole life of an order over HTTP, and every refusal once, with nothing but curl.
# usage: order-life.sh [http://127.0.0.1:7480]      TOKEN=… where the server asks who calls
set -euo pipefail

server=${1:-http://127.0.0.1:7480}
account=$(($(date +%s) * 32768 + RANDOM))
accounts=$server/v1/accounts
mine=$accounts/$account
steps=0
keys=0
reply=

# ask <verb> <url> [key] [body]: leaves the answer in $reply, its HTTP status as its last line
ask() {
  local arguments=(--silent --show-error --max-time 15 --write-out '%{http_code}' -X "$1" "$2")
  if [ -n "${TOKEN:-}" ]; then arguments+=(-H "Authorization: Bearer $TOKEN"); fi
  if [ -n "${3:-}" ]; then arguments+=(-H "Idempotency-Key: $3"); fi
  if [ -n "${4:-}" ]; then arguments+=(-H 'Content-Type: application/json' --data "$4"); fi
  reply=$(curl "${arguments[@]}")
}

field() {
  sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$reply" | head -n 1
}

fail() {
  printf 'FAIL  %s\n      wanted %s, got:\n%s\n' "$1" "$2" "$reply" >&2
  exit 1
}

# Each command has a key of its own; whoever repeats one passes the key it had.
new_key() {
  keys=$((keys + 1))
  key=step-$keys
}

# expect <what> <wanted>: ACCEPTED, the reason of a refusal, or "400 INVALID_REQUEST" and the like
expect() {
  local got
  case $(tail -n 1 <<<"$reply") in
    200) if [ "$(field outcome)" = OUTCOME_ACCEPTED ]; then got=ACCEPTED; else got=$(field reason); fi ;;
    *) got="$(tail -n 1 <<<"$reply") $(field reason)" ;;
  esac
  got=${got#REASON_}
  [ "$got" = "$2" ] || fail "$1" "$2"
  steps=$((steps + 1))
  printf 'ok  %-46s %s\n' "$1" "$got"
}

holds() {
  case $reply in *"$2"*) ;; *) fail "$1" "$2" ;; esac
  steps=$((steps + 1))
  printf 'ok  %-46s %s\n' "$1" "$2"
}

post() {
  new_key
  ask POST "$3" "$key" "${4:-}"
  expect "$1" "$2"
}

get() {
  ask GET "$3"
  expect "$1" "$2"
}

echo "The life of an order, on account $account"
post 'open the account' ACCEPTED "$accounts" "{\"accountId\": \"$account\", \"currency\": \"USD\"}"
post 'deposit 1000' ACCEPTED "$mine/deposits" '{"amount": "1000"}'
post 'reserve 150.25' ACCEPTED "$mine/reservations" '{"orderId": "buy", "amount": "150.25"}'
holds 'what is free now' '"balance":"849.75","reserved":"150.25","version":"3"'
ask POST "$mine/reservations" "$key" '{"orderId": "buy", "amount": "150.25"}'
expect 'the same again, after a lost answer' ACCEPTED
holds 'it was done once' '"replayed":true'
get 'ask what became of it' ACCEPTED "$mine/outcomes/$key"
post 'amend it to 200' ACCEPTED "$mine/reservations/buy/amend" '{"amount": "200", "timeToLive": "3600s"}'
post 'a fill of 1 at 120' ACCEPTED "$mine/reservations/buy/fills" \
  '{"symbol": "ACME", "side": "SIDE_BUY", "quantity": "1", "fillPrice": "120"}'
post 'the last fill, the rest is released' ACCEPTED "$mine/reservations/buy/fills" \
  '{"symbol": "ACME", "side": "SIDE_BUY", "quantity": "0.5", "fillPrice": "121", "lastFill": true}'
get 'the position' ACCEPTED "$mine?symbol=ACME"
holds 'its average price' '"averagePrice":"120.3333"'
get 'all that it holds' ACCEPTED "$mine/positions"
holds 'it is that one alone' '"positions":[{"symbol":"ACME","quantity":"1.5"'
get 'the reservation' ACCEPTED "$mine/reservations/buy"
holds 'it has ended' '"state":"RESERVATION_STATE_SETTLED"'
post 'reserve the units for a sale' ACCEPTED "$mine/reservations" \
  '{"orderId": "sell", "amount": "1.5", "symbol": "ACME"}'
post 'sell them' ACCEPTED "$mine/reservations/sell/fills" \
  '{"symbol": "ACME", "side": "SIDE_SELL", "quantity": "1.5", "filledAmount": "190.5"}'
post 'reserve for a ticket' ACCEPTED "$mine/reservations" '{"orderId": "ticket", "amount": "30"}'
post 'give 10 back' ACCEPTED "$mine/reservations/ticket/release" '{"amount": "10"}'
get 'all that is held' ACCEPTED "$mine/reservations"
holds 'it is the rest for the ticket' '"reservations":[{"orderId":"ticket","symbol":"","amount":"30","remaining":"20"'
post 'settle the rest' ACCEPTED "$mine/reservations/ticket/settle"
post 'reserve for a moment' ACCEPTED "$mine/reservations" \
  '{"orderId": "brief", "amount": "5", "timeToLive": "0.1s"}'
for _ in $(seq 100); do
  ask GET "$mine/reservations/brief"
  if [ "$(field state)" = RESERVATION_STATE_EXPIRED ]; then break; fi
  sleep 0.1
done
holds 'its time is up' '"state":"RESERVATION_STATE_EXPIRED"'
ask GET "$mine/ledger?pageSize=1000"
holds 'every change is in the ledger' '"type":"EXPIRED"'

echo 'Every refusal'
ask POST "$mine/deposits" step-2 '{"amount": "2000"}'
expect 'another deposit under an old key' REQUEST_ID_REUSED
get 'an account that is not there' ACCOUNT_NOT_FOUND "$accounts/$((account + 1))"
post 'open it once more' ACCOUNT_EXISTS "$accounts" "{\"accountId\": \"$account\", \"currency\": \"USD\"}"
post 'freeze it' ACCEPTED "$mine/status" '{"status": "ACCOUNT_STATUS_FROZEN"}'
post 'withdraw from a frozen account' ACCOUNT_NOT_ACTIVE "$mine/withdrawals" '{"amount": "1"}'
post 'unfreeze it' ACCEPTED "$mine/status" '{"status": "ACCOUNT_STATUS_ACTIVE"}'
post 'deposit euros' CURRENCY_MISMATCH "$mine/deposits" '{"amount": "1", "currency": "EUR"}'
post 'release what was never reserved' RESERVATION_NOT_FOUND "$mine/reservations/none/release"
post 'reserve for an old order' RESERVATION_EXISTS "$mine/reservations" '{"orderId": "buy", "amount": "1"}'
post 'release what has ended' RESERVATION_CLOSED "$mine/reservations/buy/release"
post 'reserve cash' ACCEPTED "$mine/reservations" '{"orderId": "cash", "amount": "10"}'
post 'sell units out of cash' RESERVATION_MISMATCH "$mine/reservations/cash/fills" \
  '{"symbol": "ACME", "side": "SIDE_SELL", "quantity": "1", "fillPrice": "1"}'
post 'reserve more than there is' INSUFFICIENT_BALANCE "$mine/reservations" '{"orderId": "much", "amount": "5000"}'
post 'reserve units that are sold' INSUFFICIENT_POSITION "$mine/reservations" \
  '{"orderId": "units", "amount": "1", "symbol": "ACME"}'
post 'release more than is reserved' INSUFFICIENT_RESERVED "$mine/reservations/cash/release" '{"amount": "11"}'
post 'deposit all the money there is' AMOUNT_OVERFLOW "$mine/deposits" '{"amount": "99999999999999.9999"}'
post 'close an account that holds something' ACCOUNT_NOT_EMPTY "$mine/status" '{"status": "ACCOUNT_STATUS_CLOSED"}'

echo 'What is no answer'
post 'a negative amount' '400 INVALID_REQUEST' "$mine/deposits" '{"amount": "-1"}'
holds 'it names the field' '"field":"amount"'
ask POST "$mine/deposits" '' '{"amount": "1"}'
expect 'no key' '400 INVALID_REQUEST'
holds 'it names the header' '"field":"Idempotency-Key"'
get 'a path that is not there' '404 NO_SUCH_PATH' "$mine/nothing"
ask PUT "$mine/deposits" "$key" '{"amount": "1"}'
expect 'a wrong verb' '405 WRONG_VERB'

echo 'The end'
post 'release the cash' ACCEPTED "$mine/reservations/cash/release"
post 'withdraw all' ACCEPTED "$mine/withdrawals" '{"amount": "990"}'
holds 'nothing is left' '"balance":"0","reserved":"0"'
post 'close the account' ACCEPTED "$mine/status" '{"status": "ACCOUNT_STATUS_CLOSED"}'
post 'deposit into a closed account' ACCOUNT_NOT_ACTIVE "$mine/deposits" '{"amount": "1"}'
echo "All $steps steps went as they should."
