package io.sightline.console.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.sightline.console.access.SecretReference;
import io.sightline.core.UserError;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Asks the provider who it was that brought a code. Thread-safe. */
final class TokenExchange {
    /** A provider that hangs must not take all threads of the console. */
    private static final int AT_ONCE = 8;

    private final OpenIdSettings settings;
    private final URI callback;
    private final Semaphore free = new Semaphore(AT_ONCE);

    TokenExchange(OpenIdSettings settings, URI callback) {
        this.settings = settings;
        this.callback = callback;
    }

    /** What came is not what it should be; the message is for the audit, and has nothing of a token in it. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String message, Throwable cause) {
            super(message, cause);
        }

        Refusal(String message) {
            super(message);
        }
    }

    /**
     * @throws Refusal if the code, or the token for it, is not what it should be
     * @throws ProviderAway if the provider does not answer
     */
    Claims claims(Provider.Known provider, AuthorizationCode code, CodeVerifier verifier, Nonce nonce)
            throws Refusal, ProviderAway {
        if (!free.tryAcquire()) {
            throw new ProviderAway("Too many are signing in at this moment");
        }
        try {
            OIDCTokenResponse tokens = tokens(provider.metadata(), code, verifier);
            IDTokenClaimsSet idToken =
                    validated(provider, tokens.getOIDCTokens().getIDToken(), nonce);
            String subject = idToken.getSubject().getValue();
            var claims = new Claims(subject, idToken.toJSONObject());
            boolean isEnough = claims.has(settings.nameClaim()) && claims.has(settings.rolesClaim());
            URI more = provider.metadata().getUserInfoEndpointURI();
            return isEnough || more == null ? claims : with(claims, userInfo(more, tokens, subject));
        } finally {
            free.release();
        }
    }

    private OIDCTokenResponse tokens(OIDCProviderMetadata provider, AuthorizationCode code, CodeVerifier verifier)
            throws Refusal, ProviderAway {
        var grant = new AuthorizationCodeGrant(code, callback, verifier);
        TokenResponse response;
        try {
            response =
                    OIDCTokenResponseParser.parse(send(request(provider, grant).toHTTPRequest()));
        } catch (ParseException e) {
            throw new Refusal("the provider's answer for the code is none: " + e.getMessage(), e);
        }
        if (!response.indicatesSuccess()) {
            String error = response.toErrorResponse().getErrorObject().getCode();
            throw new Refusal("the provider does not take the code: " + error);
        }
        OIDCTokenResponse tokens = (OIDCTokenResponse) response.toSuccessResponse();
        if (tokens.getOIDCTokens().getIDToken() == null) {
            throw new Refusal("the provider gave no ID token");
        }
        return tokens;
    }

    private TokenRequest request(OIDCProviderMetadata provider, AuthorizationCodeGrant grant) throws ProviderAway {
        var client = new ClientID(settings.clientId());
        URI endpoint = provider.getTokenEndpointURI();
        if (settings.clientSecret().isEmpty()) {
            return new TokenRequest.Builder(endpoint, client, grant).build();
        }
        Secret secret;
        try {
            // Followed each time: a secret may be changed while the console runs.
            secret = new Secret(SecretReference.ofConfiguration()
                    .follow(settings.clientSecret().get()));
        } catch (UserError e) {
            throw new ProviderAway("The console's secret for the sign-in provider cannot be had: " + e.getMessage(), e);
        }
        List<ClientAuthenticationMethod> offered = provider.getTokenEndpointAuthMethods();
        boolean isPost = offered != null
                && !offered.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && offered.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return new TokenRequest.Builder(
                        endpoint,
                        isPost ? new ClientSecretPost(client, secret) : new ClientSecretBasic(client, secret),
                        grant)
                .build();
    }

    private static IDTokenClaimsSet validated(Provider.Known provider, JWT idToken, Nonce nonce)
            throws Refusal, ProviderAway {
        try {
            return provider.validator().validate(idToken, nonce);
        } catch (RemoteKeySourceException e) {
            throw new ProviderAway("The sign-in provider's keys cannot be had", e);
        } catch (BadJOSEException | JOSEException e) {
            throw new Refusal("the ID token cannot be trusted: " + e.getMessage(), e);
        }
    }

    /** Some providers say little in the ID token, and the rest to whoever asks. */
    private static Map<String, Object> userInfo(URI endpoint, OIDCTokenResponse tokens, String subject)
            throws Refusal, ProviderAway {
        try {
            UserInfoResponse response = UserInfoResponse.parse(
                    send(new UserInfoRequest(endpoint, tokens.getOIDCTokens().getAccessToken()).toHTTPRequest()));
            Optional<UserInfo> info = response.indicatesSuccess()
                    ? Optional.ofNullable(response.toSuccessResponse().getUserInfo())
                    : Optional.empty();
            if (info.isEmpty()) {
                throw new Refusal("the provider does not say more of the user");
            }
            // Another's claims, given for a token that was swapped, are not this user's.
            if (!info.get().getSubject().getValue().equals(subject)) {
                throw new Refusal("the provider's user info is of another user");
            }
            return info.get().toJSONObject();
        } catch (ParseException e) {
            throw new Refusal("the provider's user info cannot be read: " + e.getMessage(), e);
        }
    }

    /** What the ID token says is signed, and comes first. */
    private static Claims with(Claims signed, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.putAll(signed.all());
        return new Claims(signed.subject(), all);
    }

    private static HTTPResponse send(HTTPRequest request) throws ProviderAway {
        request.setConnectTimeout(Provider.CONNECT_MILLIS);
        request.setReadTimeout(Provider.READ_MILLIS);
        request.setFollowRedirects(false);
        try {
            return request.send();
        } catch (IOException e) {
            throw new ProviderAway("The sign-in provider cannot be reached", e);
        }
    }
}
