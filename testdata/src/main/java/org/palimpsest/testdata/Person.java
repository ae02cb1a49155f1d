package org.palimpsest.testdata;

/** Someone the account's owner writes with, by telephone number or e-mail address. */
public record Person(String name, String address) {}
