# What a developer runs; the commands themselves are short enough to read here. `make` alone lists them.

GO            ?= go
ARGS          ?=
FUZZTIME      ?= 10s
COUNT         ?= 6
GOLANGCI_LINT  = $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.DEFAULT_GOAL := help
.PHONY: help run test race fuzz lint docs budget matrix proof soak bench cover image kubernetes clients interop-quick interop clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## check revokespec's own mock server, all rules (ARGS="--profile rfc7009" and the like go to revokespec run)
	$(GO) run ./cmd/revokespec run $(ARGS)

test: ## run all tests; needs Go and nothing else; four packages at once, as many of them wait for servers
	$(GO) test -p 4 -timeout 15m ./...

race: ## run the tests under the race detector, all but those of texts and what does one thing after another or runs the program itself; needs a C compiler
	$(GO) test -race -short -p 3 -timeout 15m $$($(GO) list ./... | grep -v "/docs$$")

fuzz: ## run every fuzz target for FUZZTIME each (default 10s)
	@list=$$($(GO) test -vet=off -list '^Fuzz' ./...) || { echo "$$list"; exit 1; }; \
	echo "$$list" | awk '/^Fuzz/ { t[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, t[i]; n = 0 }' | while read -r package target; do \
		echo "== $$package $$target"; \
		$(GO) test -vet=off -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s "$$package" </dev/null || exit; \
	done

lint: ## run the linters of .golangci.yml; the first time builds golangci-lint, which takes some minutes
	$(GOLANGCI_LINT) run ./...

docs: ## write the generated documents anew: docs/rules.md, docs/steps.md, docs/supported.md, the capabilities in docs/deployment-file.md
	$(GO) test -count=1 ./docs -run 'TestGenerated' -update

matrix: ## tabulate the records of the real servers under interop/ anew: docs/matrix.md with docs/matrix/, docs/matrix.html
	$(GO) run ./cmd/revokespec report interop/*/record.json --report matrix=docs/matrix.md --report matrix=docs/matrix.html

budget: ## measure anew what each scenario asks of a server: internal/estimate/budget.txt
	$(GO) test -count=1 ./suite -run TestTheBudgetIsCurrent -update

proof: ## judge the mock with each of its deviations, and write docs/proof.md anew; takes some minutes
	$(GO) test -count=1 -timeout 15m ./internal/proof -run TestEveryRuleIsProven -update

soak: ## what make test samples, in full: each deviation and each wire fault by all rules, five times the histories of the mock; takes hours
	$(GO) test -count=1 -timeout 180m ./internal/proof -run TestEveryRuleIsProven -proof.full
	$(GO) test -count=1 -timeout 15m ./mockserver/internal/model -rapid.checks 1050
	$(GO) test -count=1 -timeout 40m ./suite/wirefault -wirefault.full
	$(GO) test -count=1 -timeout 15m ./suite -run TestOutlookOfAServerThatErrs -suite.full

bench: ## run the benchmarks, COUNT times each (default 6), as benchstat reads them; bench/run compares whole processes
	$(GO) test -run '^$$' -bench . -benchmem -count $(COUNT) ./...

cover: ## measure how much of the code the tests reach, over all packages; details: go tool cover -html=cover.out
	$(GO) test -timeout 10m -coverpkg=./... -coverprofile=cover.out ./...
	@$(GO) tool cover -func=cover.out | tail -n 1

image: ## build the image of the mock for amd64 and arm64, and see it at work; needs podman with buildah, runc, netavark, curl
	@container/build
	@container/test

kubernetes: ## compare the manifests in container/kubernetes with the schemas of the API; needs Python 3.10
	@container/kubernetes/check

clients: image ## run the tests of the packages under clients/; needs Node.js 20, Python 3.10, Java 17 with Maven as well
	@clients/run

interop-quick: ## judge oidc-provider and django-oauth-toolkit, compare with their records; real clients of the mock; needs Node.js 20.19, Python 3.10, Chromium, curl
	@interop/all oidc-provider django-oauth-toolkit 'sdk quick'

interop: ## judge every real server under interop/ and compare each with its record; real clients against the mock
	@interop/all

clean: ## remove what these targets leave in the tree
	rm -rf bin cover.out
