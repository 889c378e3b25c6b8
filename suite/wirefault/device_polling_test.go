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
	letIn := func(*answer) *answer {
		return replyJSON(200, map[string]any{"access_token": "let-in", "refresh_token": "let-in-again", "token_type": "Bearer", "expires_in": 86400})
	}
	// afterwards answers the polls after one that was told the code as letIn does.
	afterwards := func(code string) behaviour {
		return at(isPoll, func(p *proxy, r *request) *answer {
			if p.marked("told " + r.param("device_code")) {
				return letIn(nil)
			}
			a := p.send(r)
			if a.field("error") == code {
				p.mark("told " + r.param("device_code"))
			}
			return a
		})
	}
	withAccess := func(a *answer) *answer {
		return a.withField("access_token", "let-in").withField("token_type", "Bearer")
	}
	var out []fault
	add := func(rule, name, dialect string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: dialect, wrong: wrong})
	}
	for _, code := range []string{"authorization_pending", "expired_token", "access_denied"} {
		add("DFL-05", code+" is 400", auth0, told(code, status(400)))
		add("DFL-05", code+" is called otherwise", auth0, told(code, field("error", "invalid_request")))
		add("DFL-05", code+" comes with a token", auth0, told(code, withAccess))
		add("DFL-06", code+" is 403", rfc, told(code, status(403)))
	}
	add("DFL-05", "slow_down is 400", auth0, told("slow_down", status(400)))
	add("DFL-05", "slow_down is 403", auth0, told("slow_down", status(403)))
	add("DFL-05", "a pending device is 200 without a token", auth0, told("authorization_pending", status(200)))
	add("DFL-05", "a pending device is let in", auth0, told("authorization_pending", letIn))
	add("DFL-05", "an expired code is accepted", auth0, told("expired_token", letIn))
	add("DFL-05", "an expired code is pending", auth0, told("expired_token", field("error", "authorization_pending")))
	add("DFL-05", "an expired code is invalid_grant at once", auth0, told("expired_token", field("error", "invalid_grant")))
	add("DFL-05", "a denied device is let in", auth0, told("access_denied", letIn))
	add("DFL-05", "a denied device is let in later", auth0, afterwards("access_denied"))
	add("DFL-05", "an expired code is let in later", auth0, afterwards("expired_token"))
	add("DFL-05", "a denied device goes on waiting", auth0, told("access_denied", field("error", "authorization_pending")))
	add("DFL-06", "slow_down is 429", rfc, told("slow_down", status(429)))
	return out
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
