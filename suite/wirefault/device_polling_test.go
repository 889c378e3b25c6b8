package wirefault_test

// polling are faults in what a device is told.
func polling() []fault {
	told := func(code string, change func(*answer) *answer) behaviour {
		return at(isPoll, changingRefusal(func(a *answer) *answer {
			if a.field("error") != code {
				return a
			}
			return change(a)
		}))
	}
	return []fault{
		{rule: "DFL-05", name: "expired_token comes with a token", dialect: auth0, wrong: told("expired_token", func(a *answer) *answer {
			return a.withField("access_token", "let-in").withField("token_type", "Bearer")
		})},
		{rule: "DFL-05", name: "a denied device is let in", dialect: auth0, wrong: told("access_denied", func(*answer) *answer {
			return replyJSON(200, map[string]any{"access_token": "let-in", "refresh_token": "let-in-again", "token_type": "Bearer", "expires_in": 86400})
		})},
	}
}

// harmlessDevices are what a device flow may be like.
func harmlessDevices() []fault {
	described := changingRefusal(field("error_description", "Otherwise worded."))
	var out []fault
	for _, dialect := range []string{auth0, rfc} {
		rule := map[string]string{auth0: "DFL-05", rfc: "DFL-06"}[dialect]
		out = append(out,
			fault{rule: rule, name: "polls are described otherwise", dialect: dialect, wrong: at(isPoll, described)},
			fault{rule: rule, name: "polls are not described", dialect: dialect, wrong: at(isPoll, changingRefusal(field("error_description", nil)))},
			fault{rule: "DFL-01", name: "no complete address is given", dialect: dialect, wrong: at(isDeviceRequest, changingSuccess(field("verification_uri_complete", nil)))},
			fault{rule: "DFL-01", name: "the interval is left out", dialect: dialect, wrong: at(isDeviceRequest, changingSuccess(field("interval", nil)))},
			fault{rule: "DFL-01", name: "the device is told more", dialect: dialect, wrong: at(isDeviceRequest, changingSuccess(field("message", "Go there.")))})
	}
	return out
}
