import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.oauth2.core.AuthorizationGrantType.AUTHORIZATION_CODE;
import static org.springframework.security.oauth2.core.AuthorizationGrantType.DEVICE_CODE;
import static org.springframework.security.oauth2.core.AuthorizationGrantType.REFRESH_TOKEN;
import static org.springframework.security.oauth2.core.ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
import static org.springframework.security.oauth2.core.ClientAuthenticationMethod.CLIENT_SECRET_POST;
import static org.springframework.security.oauth2.core.ClientAuthenticationMethod.NONE;
import static org.springframework.security.oauth2.core.ClientAuthenticationMethod.PRIVATE_KEY_JWT;

import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.SpringSecurityCoreVersion;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Spring Authorization Server as its "Getting Started" has it, with the database of its JDBC guide and the device grant switched
 * on. Clients, users and pages are what the rules need; their secrets are no secrets, of a server that listens on loopback only.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@RestController
public class Server {
    static final int PORT = Integer.parseInt(System.getenv("PORT"));

    public static void main(String[] arguments) {
        SpringApplication.run(Server.class, "--server.address=127.0.0.1", "--server.port=" + PORT, "--spring.main.banner-mode=off");
    }

    @EventListener
    void listening(WebServerInitializedEvent event) {
        System.out.println("version=" + SpringSecurityCoreVersion.getVersion());
        System.out.println("issuer=http://127.0.0.1:" + event.getWebServer().getPort());
    }

    @Bean
    @Order(1)
    SecurityFilterChain protocol(HttpSecurity http) throws Exception {
        var browsers = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
        browsers.setIgnoredMediaTypes(Set.of(MediaType.ALL)); // as Spring Boot's own configuration has it
        http.oauth2AuthorizationServer(server -> {
            http.securityMatcher(server.getEndpointsMatcher());
            server.oidc(withDefaults());
            server.deviceAuthorizationEndpoint(device -> device.verificationUri("/activate"));
            server.deviceVerificationEndpoint(withDefaults());
        });
        http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
        http.oauth2ResourceServer(resource -> resource.jwt(withDefaults())); // the userinfo endpoint
        http.exceptionHandling(errors -> errors.defaultAuthenticationEntryPointFor(new LoginUrlAuthenticationEntryPoint("/login"), browsers));
        return http.build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http) throws Exception {
        http.authorizeHttpRequests(requests -> requests.requestMatchers("/client.jwks").permitAll().anyRequest().authenticated());
        http.formLogin(withDefaults());
        return http.build();
    }

    @GetMapping(value = "/activate", produces = MediaType.TEXT_HTML_VALUE)
    String activate() {
        return "<!doctype html><form action=/oauth2/device_verification>Code <input type=text name=user_code><button>Go on</button></form>";
    }

    @GetMapping(value = "/", produces = MediaType.TEXT_HTML_VALUE) // where a device's verification ends
    String done() {
        return "<!doctype html>Done";
    }

    /** The public half of jwt.jwk.json. */
    @GetMapping(value = "/client.jwks", produces = MediaType.APPLICATION_JSON_VALUE)
    String keys() {
        return """
            {"keys": [{"kty": "EC", "crv": "P-256", "kid": "jwt", "alg": "ES256", "use": "sig",
              "x": "ODMyqeJxMW-nS7tNN8pA3gYoseW0TLMbvvewR7EoWhU", "y": "H0dFFH2d4n8oSp3Pxe3S9ZQp3iNmegKQ1_EM_qdEgeo"}]}""";
    }

    @Bean
    PasswordEncoder encoder() {
        return new BCryptPasswordEncoder(4); // passwords and client secrets are hashed at every request
    }

    @Bean
    UserDetailsService users(PasswordEncoder encoder) {
        return new InMemoryUserDetailsManager(IntStream.rangeClosed(1, 8).mapToObj(n -> "user0" + n)
            .map(name -> User.withUsername(name).password(encoder.encode("password-of-" + name)).roles("USER").build())
            .toArray(UserDetails[]::new));
    }

    @Bean
    RegisteredClientRepository clients(PasswordEncoder encoder) {
        return new InMemoryRegisteredClientRepository(client("confidential", CLIENT_SECRET_POST, encoder), client("second", CLIENT_SECRET_POST, encoder),
            client("basic", CLIENT_SECRET_BASIC, encoder), client("device", CLIENT_SECRET_POST, encoder), client("public", NONE, encoder),
            client("jwt", PRIVATE_KEY_JWT, encoder));
    }

    static RegisteredClient client(String id, ClientAuthenticationMethod method, PasswordEncoder encoder) {
        var settings = ClientSettings.builder().requireAuthorizationConsent(false);
        if (method == PRIVATE_KEY_JWT) {
            settings.jwkSetUrl("http://127.0.0.1:" + PORT + "/client.jwks").tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES256);
        }
        return RegisteredClient.withId(id).clientId(id).clientSecret(encoder.encode("secret-of-" + id)).clientAuthenticationMethod(method)
            .authorizationGrantType(AUTHORIZATION_CODE).authorizationGrantType(REFRESH_TOKEN).authorizationGrantType(DEVICE_CODE)
            .redirectUri("https://client.example/callback").scope("openid").scope("profile").scope("reports")
            .clientSettings(settings.build())
            .tokenSettings(TokenSettings.builder().reuseRefreshTokens(false).build()) // rotation; true is the default
            .build();
    }

    @Bean
    OAuth2AuthorizationService authorizations(RegisteredClientRepository clients) {
        if ("memory".equals(System.getenv("STORE"))) {
            return new InMemoryOAuth2AuthorizationService(); // what there is without a bean of this type; "development/testing" only
        }
        DataSource database = new EmbeddedDatabaseBuilder().generateUniqueName(true).setType(EmbeddedDatabaseType.H2)
            .addScript("org/springframework/security/oauth2/server/authorization/oauth2-authorization-schema.sql").build();
        return new JdbcOAuth2AuthorizationService(new JdbcTemplate(database), clients);
    }
}
