// com.auth0:auth0 against the mock: AuthAPI and ManagementAPI. Each test says PASS or FAIL in a line of its own.

import com.auth0.client.auth.AuthAPI;
import com.auth0.client.mgmt.ManagementAPI;
import com.auth0.client.mgmt.filter.DeviceCredentialsFilter;
import com.auth0.exception.APIException;
import com.auth0.exception.Auth0Exception;
import com.auth0.json.auth.TokenHolder;
import com.auth0.json.mgmt.tenants.Tenant;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Client {
    static final String BASE = System.getenv("INTEROP_MOCK"), DOMAIN = BASE.substring("https://".length());
    static final String API = "https://api.one.example", CALLBACK = "http://localhost/callback", SCOPE = "openid email offline_access";
    static final String USER = "auth0|000000000000000000000001", EMAIL = "user01@example.com", PASSWORD = "mock-password-01";

    interface Test { void run() throws Exception; }

    public static void main(String[] args) throws Exception {
        Map<String, Test> tests = new LinkedHashMap<>();
        tests.put("sign in, exchange, revoke, exchange", Client::revocation);
        tests.put("a wrong secret revokes nothing", Client::wrongSecret);
        tests.put("rotation: a reuse ends the family", Client::rotation);
        tests.put("authorization code, through the pages", Client::code);
        tests.put("the setting governs what a revocation ends", Client::setting);
        tests.put("device credentials and grants: listed, deleted", Client::administration);
        boolean failed = false;
        for (Map.Entry<String, Test> test : tests.entrySet()) {
            try {
                send(HttpClient.newHttpClient(), HttpRequest.newBuilder(URI.create(BASE + "/_mock/reset"))
                    .header("Authorization", "Bearer " + System.getenv("INTEROP_CONTROL")), "");
                test.getValue().run();
                System.out.println("PASS " + test.getKey());
            } catch (Exception | AssertionError e) {
                failed = true;
                System.out.println("FAIL " + test.getKey());
                e.printStackTrace(System.out);
            }
        }
        System.exit(failed ? 1 : 0); // its connections would keep it for a while
    }

    static void revocation() throws Auth0Exception {
        AuthAPI app = app("confidential");
        String token = signIn(app), sibling = signIn(app);
        lives(app, token);
        app.revokeToken(token).execute();
        dead(app, token);
        lives(app, sibling);
        app.revokeToken(token).execute(); // once more is no error
    }

    static void wrongSecret() throws Auth0Exception {
        AuthAPI app = app("confidential");
        String token = signIn(app);
        APIException refused = refused(() -> AuthAPI.newBuilder(DOMAIN, "mock-confidential", "wrong").build().revokeToken(token).execute());
        same(401, refused.getStatusCode());
        lives(app, token);
    }

    static void rotation() throws Auth0Exception {
        var rotating = new com.auth0.json.mgmt.client.RefreshToken();
        rotating.setRotationType("rotating");
        rotating.setExpirationType("expiring");
        var change = new com.auth0.json.mgmt.client.Client("rotating by now");
        change.setRefreshToken(rotating);
        tenant().clients().update("mock-confidential", change).execute(); // the SDK signs nobody in without a secret
        AuthAPI app = app("confidential");
        String first = signIn(app), next = app.renewAuth(first).execute().getBody().getRefreshToken();
        dead(app, first);
        dead(app, next);
    }

    static void code() throws Exception {
        AuthAPI app = app("confidential");
        String back = browse(app.authorizeUrl(CALLBACK).withScope(SCOPE).withAudience(API).withState("s").build());
        Matcher code = Pattern.compile("[?&]code=([^&]*)").matcher(back);
        check(code.find(), back);
        TokenHolder tokens = app.exchangeCode(code.group(1), CALLBACK).execute().getBody();
        same(USER, app.userInfo(tokens.getAccessToken()).execute().getBody().getValues().get("sub"));
        app.revokeToken(tokens.getRefreshToken()).execute();
        dead(app, tokens.getRefreshToken());
    }

    static void setting() throws Auth0Exception {
        AuthAPI app = app("confidential");
        for (boolean on : new boolean[] {true, false}) {
            Tenant change = new Tenant();
            change.setFlags(Map.of("revoke_refresh_token_grant", on));
            same(on, tenant().tenants().update(change).execute().getBody().getFlags().get("revoke_refresh_token_grant"));
            String token = signIn(app), sibling = signIn(app);
            app.revokeToken(token).execute();
            if (on) dead(app, sibling);
            else lives(app, sibling);
        }
    }

    static void administration() throws Auth0Exception {
        AuthAPI app = app("confidential");
        String token = signIn(app);
        var devices = tenant().deviceCredentials().list(new DeviceCredentialsFilter().withUserId(USER).withType("refresh_token")).execute().getBody();
        same(1, devices.size());
        tenant().deviceCredentials().delete(devices.get(0).getId()).execute();
        dead(app, token);
        token = signIn(app);
        var grants = tenant().grants().list(USER, null).execute().getBody().getItems();
        same(1, grants.size());
        tenant().grants().delete(grants.get(0).getId()).execute();
        dead(app, token);
    }

    static AuthAPI app(String role) {
        return AuthAPI.newBuilder(DOMAIN, "mock-" + role, "mock-secret-of-" + role + "-good-for-nothing-else").build();
    }

    static ManagementAPI tenant() throws Auth0Exception {
        String token = app("management").requestToken(BASE + "/api/v2/").execute().getBody().getAccessToken();
        return ManagementAPI.newBuilder(DOMAIN, token).build();
    }

    static String signIn(AuthAPI app) throws Auth0Exception {
        return app.login(EMAIL, PASSWORD.toCharArray()).setScope(SCOPE).setAudience(API).execute().getBody().getRefreshToken();
    }

    static void lives(AuthAPI app, String token) throws Auth0Exception {
        check(app.renewAuth(token).execute().getBody().getAccessToken() != null, "no access token");
    }

    static void dead(AuthAPI app, String token) {
        APIException refused = refused(() -> app.renewAuth(token).execute());
        same(List.of(403, "invalid_grant", "Unknown or invalid refresh token."),
            List.of(refused.getStatusCode(), refused.getError(), refused.getDescription()));
    }

    static APIException refused(Test request) {
        try {
            request.run();
        } catch (APIException refused) {
            return refused;
        } catch (Exception other) {
            throw new AssertionError("not the SDK's own error of an answer", other);
        }
        throw new AssertionError("it was not refused");
    }

    /** Signs the user in where the URL leads, consents, and returns the redirect to the application. */
    static String browse(String url) throws Exception {
        HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        URI at = URI.create(url);
        String form = null;
        for (int pages = 0; pages < 10; pages++) {
            HttpResponse<String> answer = send(browser, HttpRequest.newBuilder(at), form);
            form = null;
            if (answer.headers().firstValue("Location").isPresent()) {
                at = at.resolve(answer.headers().firstValue("Location").get());
                if (at.toString().startsWith(CALLBACK)) return at.toString();
                continue;
            }
            Matcher page = Pattern.compile("(?s)<form method=\"post\" action=\"([^\"]*)\".*?name=\"state\" value=\"([^\"]*)\"").matcher(answer.body());
            check(page.find(), answer.body());
            at = at.resolve(page.group(1));
            form = "action=accept&state=" + encode(page.group(2)) + "&username=" + encode(EMAIL) + "&password=" + encode(PASSWORD);
        }
        throw new AssertionError("there is no end of pages");
    }

    static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request, String form) throws Exception {
        if (form != null) request.POST(HttpRequest.BodyPublishers.ofString(form)).header("Content-Type", "application/x-www-form-urlencoded");
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        check(answer.statusCode() < 400, answer.statusCode() + " " + answer.body());
        return answer;
    }

    static String encode(String text) { return URLEncoder.encode(text, StandardCharsets.UTF_8); }

    static void same(Object expected, Object actual) { check(Objects.equals(expected, actual), "expected " + expected + ", got " + actual); }

    static void check(boolean ok, String otherwise) { if (!ok) throw new AssertionError(otherwise); }
}
