package main

import (
	"testing"
	"time"
)

func newShop(rang *time.Duration) *Shop {
	return &Shop{
		Orders: map[string]string{"KX-2041": "delivered", "BD-518": "on its way"},
		Ring:   func(after time.Duration) { *rang = after },
	}
}

// TestReply has a message for each way that a step can end.
func TestReply(t *testing.T) {
	for _, test := range []struct{ msg, want string }{
		{"please return my money, the lamp KX-2041 is cracked", "refunded KX-2041 because it is broken"},
		{"I want to return it", "Which order is it?"},
		{"where is the parcel BD-518", "BD-518 is on its way"},
		{"where is the parcel ZZ-999", "I don't know the order ZZ-999. Which one is it?"},
		{"remind me in 25 minutes", "it will ring in 25m0s"},
		{"thanks a lot!", "What can I do for you: a refund, a parcel, an alarm?"},
	} {
		var rang time.Duration
		got, err := reply(test.msg, newShop(&rang))
		if err != nil || got != test.want {
			t.Errorf("%q: got %q, %v, want %q", test.msg, got, err, test.want)
		}
		if alarm := test.want == "it will ring in 25m0s"; alarm != (rang == 25*time.Minute) {
			t.Errorf("%q: rang after %v", test.msg, rang)
		}
	}
}

// TestFindTime refuses numbers that make no sense and those that the message does not hold.
func TestFindTime(t *testing.T) {
	for _, msg := range []string{"remind me in 0 minutes", "remind me in 20000 minutes", "remind me later"} {
		if after, err := findTime(msg); err == nil {
			t.Errorf("%q: got %v, want a question", msg, after)
		}
	}
}

func TestFindOrder(t *testing.T) {
	shop := newShop(nil)
	for msg, want := range map[string]string{"(KX-2041)": "KX-2041", "no number": "", "XKX-20411": "", "kx-2041": ""} {
		if got, _ := findOrder(msg, shop); got != want {
			t.Errorf("%q: got %q, want %q", msg, got, want)
		}
	}
}
