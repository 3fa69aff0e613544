package io.aclk.cloud.console.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * What a person sends to sign in: {@code {"user": ..., "password": ...}}.
 *
 * @param user user name
 * @param password a secret
 */
record SignIn(String user, String password) {

    /**
     * Reads the body of a request.
     *
     * @throws IOException if it is not such an object; the text names what is wrong and no value
     */
    static SignIn parse(JsonFactory factory, byte[] body) throws IOException {
        String user = null;
        String password = null;
        try (JsonParser json = factory.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a JSON object with user and password is expected");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_STRING && name.equals("user")) {
                    user = json.getText();
                } else if (value == JsonToken.VALUE_STRING && name.equals("password")) {
                    password = json.getText();
                } else {
                    json.skipChildren();
                }
            }
        }
        if (user == null || password == null) {
            throw new IOException("user and password are expected as texts");
        }
        return new SignIn(user, password);
    }

    @Override
    public String toString() {
        return "sign-in of " + user;
    }
}
